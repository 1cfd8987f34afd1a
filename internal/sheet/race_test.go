//go:build race

package sheet

func init() { raced = true }
