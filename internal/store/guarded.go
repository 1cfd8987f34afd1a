//go:build !naive

package store

// asked is a statement as it is asked. The build tag "naive" has another, which
// takes the guards away, so that races can be seen to be lost.
func asked(query string) string { return query }
