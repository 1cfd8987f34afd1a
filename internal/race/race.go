// Package race is the races of the whole house: eight callers want
// the same thing at the same moment, through every door there is, on either
// database. It has tests only. With the build tag "naive" the store asks
// without its guards, and every race has to be lost.
package race
