package internal_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"ecship/internal/account"
	"ecship/internal/batch"
	"ecship/internal/i18n"
	"ecship/internal/job"
	"ecship/internal/ledger"
	"ecship/internal/notify"
	"ecship/internal/payment"
	"ecship/internal/portal"
	"ecship/internal/shipment"
	"ecship/internal/tracking"
	"ecship/internal/trial"
	"ecship/internal/webhook"
)

// families are the keys that the code builds from a prefix: every one of a
// family must be in the catalogue, and none besides. A key that is in no family
// stands as a literal somewhere.
var families = map[string][]string{
	"mail.":        product(notify.Kinds, ".subject", ".body", ".after"),
	"manual.page.": {"index", "start", "environments", "programs", "idempotency", "errors", "lists", "limits", "rest", "soap", "webhooks", "test_environment", "tracking", "changes"},
	"label.copy.":  {"item", "customs", "office"}, // the column copy of label/layouts.csv
	"role.":        product(account.Roles, ""),
	"act.":         product(account.Acts, ""),
	"state.":       append(product(shipment.States, ""), "illegal"),
	"event.":       product(shipment.Events, ""),

	"web.notices.kind.": switchable(),

	"job.state.": product(job.States, ""),

	"ledger.class.":   product(ledger.Classes, ""),
	"batch.field.":    product(batch.Fields(), ""),
	"batch.note.":     product(batch.Noted(), ""),
	"statement.kind.": portal.StatementKinds,

	"method.":          {"sandbox", "stripe", "deposit", "counter"},
	"sandbox.":         {"title", "note", "trouble", "fine", "pay", "decline", "back"},
	"payment.state.":   product(payment.States, ""),
	"payment.event.":   product(payment.Events, ""),
	"payment.money.":   product(payment.Monies, ""),
	"refund.state.":    product(payment.RefundStates, ""),
	"refund.event.":    product(payment.RefundEvents, ""),
	"webhook.family.":  webhook.Families,
	"webhook.stage.":   product(tracking.Stages, ""),
	"webhook.state.":   product(webhook.States, ""),
	"webhook.reason.":  product(webhook.Reasons, ""),
	"batch.state.":     product(batch.States, ""),
	"batch.row_state.": product(append([]batch.RowState{batch.Unread}, batch.RowStates...), ""),
	"refund.reason.":   product(payment.Reasons, ""),
	"trial.magic.":     magic(),

	"conformance.door.": product(portal.Doors, ""),
	"conformance.step.": portal.ConformanceSteps(),
}

// switchable are the kinds of mails that users can switch off.
func switchable() (kinds []string) {
	for _, k := range notify.Kinds {
		if k.Switchable() {
			kinds = append(kinds, string(k))
		}
	}
	return kinds
}

// magic are the effects of magic words.
func magic() (effects []string) {
	for _, m := range trial.Table {
		effects = append(effects, string(m.Effect))
	}
	return effects
}

// product joins every part with every ending.
func product[T ~string](parts []T, endings ...string) (all []string) {
	for _, p := range parts {
		for _, e := range endings {
			all = append(all, string(p)+e)
		}
	}
	return all
}

// latin are the words that Chinese texts may keep.
var latin = []string{
	"vCard", "Excel", "A4", "ZPL", "API", "Enter", "AX", "CSV", "Cookie", "EC-Ship", "GB", "HK", "HS", "JSON", "OpenAPI", "PDF", "QR", "RA", "REST", "SMTP", "SQLite", "UTF-8", "ZIP",
	"json", "xml", "yes", "no", "EAN", "UPC", "SKU", "ABN", "ARN", "IOSS", "EORI", "JFK",
	"UPU", "EMSEVT", "EMI", "HKHKGA", "JP", "T10", "number", "code", "at", "office", "events", // of files of tracking events
	"MB", "kB", "US", "HKD", "USD", "VOEC", "xls", "xlsx", "x15x5", "kind", "effective", "name", "example", "com", // of files and examples
	"SOAP", "XML", "WSDL", "DOCTYPE", "Envelope", "Body", "Created", "Security", "MiB", "item", "creditCardNo", "payFlag", "permitNo", "itemNo", "M", "G", "D", "S", "R", "O", "REF", "NO", "SPT", "STD",
	"developers", "Idempotency-Key", "by", "seconds", "to", "past", "charge", "expiry", "ecs", "test", "live", "Retry-After", // of the test environment
	"Posting", "Calculator", "Tracking", "SoazPosting", "integratorUsername", "Username", // of the old web services
	"after", "ETag", "If-Match", "true", "false", "fields", "dry_run", "Idempotency-Key", "GET", "Ecship-Account", // of the REST door
	"shop", "xx", "Webhook", "waiting", "delivered", "dead", "ms", // of webhooks
	"g", "kg", "mm", "x200x100", "place", "LANG", "PostgreSQL", "Stripe", "men's", "cotton", "shirts", "CN", "S10", "HTTP", "SPECIMEN",
}

var (
	placeholder = regexp.MustCompile(`\{(\w+)\}`)
	keyForm     = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
	latinWord   = regexp.MustCompile(`[A-Za-z][A-Za-z0-9'’-]*`)
	// command is what people type as it stands: commands, flags, files, addresses.
	command = regexp.MustCompile(`[!-~]*(://|--|/)[!-~]*( [a-z]+)?|ecship( [a-z]+)*( EMAIL)?|Ctrl-C`)
)

// catalogue reads the three files.
func catalogue(t *testing.T) map[i18n.Lang]map[string]string {
	t.Helper()
	all := map[i18n.Lang]map[string]string{}
	for _, l := range i18n.Langs {
		name := "internal/i18n/locales/" + string(l) + ".json"
		text := read(t, name)
		var m map[string]string
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var sorted bytes.Buffer
		e := json.NewEncoder(&sorted)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(m); err != nil || sorted.String() != text {
			t.Errorf("%s is not sorted by key, or a key stands twice, or it is not indented by two spaces (%v)", name, err)
		}
		all[l] = m
	}
	return all
}

// M-A5: every text stands in all three languages, with the same places to fill.
func TestLanguagesAgree(t *testing.T) {
	all := catalogue(t)
	for _, l := range i18n.Langs[1:] {
		for key, en := range all[i18n.En] {
			text, ok := all[l][key]
			switch {
			case !ok:
				t.Errorf("%s lacks %s", l, key)
			case strings.TrimSpace(text) == "" || strings.TrimSpace(en) == "":
				t.Errorf("%s: %s is empty", l, key)
			case !slices.Equal(places(text), places(en)):
				t.Errorf("%s: %s fills %v, the English %v", l, key, places(text), places(en))
			}
		}
		for key := range all[l] {
			if _, ok := all[i18n.En][key]; !ok {
				t.Errorf("only %s has %s", l, key)
			}
		}
	}
}

// places lists the names of a message's {places}, sorted, each once.
func places(text string) []string {
	names := []string{}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// M-A5: Chinese texts are Chinese, each in its own script. A character that
// the standard set of a script lacks belongs to the other one.
func TestScripts(t *testing.T) {
	sets := map[i18n.Lang]encoding.Encoding{i18n.Hant: traditionalchinese.Big5, i18n.Hans: simplifiedchinese.HZGB2312}
	for l, texts := range catalogue(t) {
		for key, text := range texts {
			if l == i18n.En {
				if i := strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }); i >= 0 && !strings.HasPrefix(key, "lang.") {
					t.Errorf("en: %s has Chinese in it: %s", key, text)
				}
				continue
			}
			if foreign := map[i18n.Lang]string{i18n.Hant: "您", i18n.Hans: "你"}[l]; strings.Contains(text, foreign) {
				t.Errorf("%s: %s: people are addressed in one way, which is not %s: %s", l, key, foreign, text)
			}
			for _, r := range text {
				if _, err := sets[l].NewEncoder().String(string(r)); err != nil && unicode.Is(unicode.Han, r) {
					t.Errorf("%s: %s: %c is not of this script", l, key, r)
				}
			}
			for _, w := range latinWord.FindAllString(command.ReplaceAllString(placeholder.ReplaceAllString(text, ""), ""), -1) {
				if !slices.Contains(latin, w) {
					t.Errorf("%s: %s: %q is not Chinese; if it must be so, allow it in the list latin", l, key, w)
				}
			}
		}
	}
}

// M-A5: every key that the code asks for exists, every key that exists is asked
// for, and every {place} of a message is filled.
func TestKeys(t *testing.T) {
	english := catalogue(t)[i18n.En]
	used := map[string]bool{}
	for prefix, rest := range families {
		for _, r := range rest {
			used[prefix+r] = true
			if _, ok := english[prefix+r]; !ok {
				t.Errorf("the catalogue lacks %s, which is built from %q", prefix+r, prefix)
			}
		}
	}
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, ok := text(n); ok {
					used[s], used[s+".one"], used[s+".other"] = true, true, true
				}
			case *ast.CallExpr:
				if c, ok := messageCall(n); ok {
					c.check(t, english)
				}
			}
			return true
		})
	}
	for _, key := range slices.Sorted(maps.Keys(english)) {
		if !used[key] {
			t.Errorf("nothing asks for %s", key)
		}
		if !keyForm.MatchString(key) {
			t.Errorf("%s is not a key of the form area.thing", key)
		}
	}
}

// message is a call with a literal key, and the names of the places it fills.
type message struct {
	pos    token.Pos
	key    string
	plural bool     // N: the catalogue has key.one and key.other
	fills  []string // nil where they can't be read from the source
}

// callsOf tells where a function takes its key and where its pairs of name and
// value begin.
var callsOf = map[string]struct{ key, pairs int }{
	"T": {0, 1}, "N": {0, 2}, "New": {1, 3}, "Add": {0, 2}, "Because": {1, 99},
}

// messageCall recognises a call that names a message.
func messageCall(call *ast.CallExpr) (message, bool) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return message{}, false
	}
	at, ok := callsOf[sel.Sel.Name]
	if x, isIdent := sel.X.(*ast.Ident); !ok || len(call.Args) <= at.key ||
		slices.Contains([]string{"New", "Because"}, sel.Sel.Name) && (!isIdent || x.Name != "problem") {
		return message{}, false
	}
	lit, ok := call.Args[at.key].(*ast.BasicLit)
	if !ok {
		return message{}, false
	}
	key, ok := text(lit)
	if !ok || !keyForm.MatchString(key) {
		return message{}, false
	}
	m := message{pos: call.Pos(), key: key, plural: sel.Sel.Name == "N", fills: []string{}}
	if m.plural {
		m.fills = append(m.fills, "n")
	}
	for i := at.pairs; i < len(call.Args); i += 2 {
		lit, ok := call.Args[i].(*ast.BasicLit)
		if !ok || call.Ellipsis.IsValid() {
			m.fills = nil
			break
		}
		name, _ := text(lit)
		m.fills = append(m.fills, name)
	}
	return m, true
}

// check holds one call against the catalogue.
func (m message) check(t *testing.T, english map[string]string) {
	keys := []string{m.key}
	if m.plural {
		keys = []string{m.key + ".one", m.key + ".other"}
	}
	for _, key := range keys {
		sentence, ok := english[key]
		if !ok {
			t.Errorf("%s: the catalogue lacks %s", fset.Position(m.pos), key)
			continue
		}
		for _, p := range places(sentence) {
			if m.fills != nil && !slices.Contains(m.fills, p) {
				t.Errorf("%s: %s has a place {%s} that is not filled", fset.Position(m.pos), key, p)
			}
		}
	}
}

// text is the value of a string literal.
func text(lit *ast.BasicLit) (string, bool) {
	if lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
