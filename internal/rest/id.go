package rest

import (
	"strings"

	"ecship/internal/problem"
)

// kind is what an id is of: the letters before its underscore.
type kind string

// idKinds are the kinds of ids that callers meet, by the collection in whose paths they
// stand.
var idKinds = map[string]kind{
	"shipments": "shp", "payments": "pay", "refunds": "rfd", "addresses": "adr", "templates": "tpl", "batches": "bat", "keys": "key", "webhooks": "whk", "integrators": "bnd",
}

// idKind is the kind of a well-formed id, "" for anything else.
func idKind(id string) kind {
	k, rest, ok := strings.Cut(id, "_")
	if !ok || len(rest) != 26 || strings.Trim(rest, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
		return ""
	}
	for _, known := range idKinds {
		if kind(k) == known {
			return known
		}
	}
	return ""
}

// kindAt is the kind of the ids at a path below Base, "" where it names none.
func kindAt(path string) kind {
	if !strings.Contains(path, "{id}") {
		return ""
	}
	collection, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return idKinds[collection]
}

// KindAt is the prefix of the ids at an operation's path, "" where it names none.
func KindAt(path string) string { return string(kindAt(strings.TrimPrefix(path, Base))) }

// mistaken refuses the id of another kind of thing than is wanted, whether that
// thing exists or not: to look for it would be in vain. Any other text is looked
// for, and not found.
func mistaken(field, id string, want kind) error {
	if got := idKind(id); want == "" || got == "" || got == want {
		return nil
	}
	return problem.New(problem.NotFound, "rest.id_kind", field, "want", want, "got", idKind(id))
}

// mistakenAmong is mistaken for a list of ids, at its path in the body.
func mistakenAmong(field string, ids []string, want kind) error {
	for i, id := range ids {
		if err := mistaken(at(field, i), id, want); err != nil {
			return err
		}
	}
	return nil
}
