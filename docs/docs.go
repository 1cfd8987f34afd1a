// Package docs holds the documents that the program shows to shops' developers:
// the formal descriptions of the doors, which tests hold to the code, and the
// texts beside them.
package docs

import "embed"

// Files are the documents by their names in this folder.
//
//go:embed *.md api
var Files embed.FS
