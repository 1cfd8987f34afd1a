// Package i18n is the message catalogue: every sentence of pages, mails and
// papers in English, Traditional and Simplified Chinese (M-A5). A language is
// one file of locales/; keys are grouped by their first word.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"ecship/internal/policy"
)

//go:embed locales/*.json
var locales embed.FS

// Lang is a language that the portal speaks.
type Lang string

// The languages, by their catalogue's file name.
const (
	En   Lang = "en"
	Hant Lang = "zh-Hant"
	Hans Lang = "zh-Hans"
)

// Langs lists the languages in the order in which they are offered.
var Langs = []Lang{En, Hant, Hans}

var catalogue = func() map[Lang]map[string]string {
	all := map[Lang]map[string]string{}
	for _, l := range Langs {
		b, err := locales.ReadFile("locales/" + string(l) + ".json")
		if err != nil {
			panic(err)
		}
		m := map[string]string{}
		if err := json.Unmarshal(b, &m); err != nil {
			panic(fmt.Sprintf("locales/%s.json: %v", l, err))
		}
		all[l] = m
	}
	return all
}()

// Known is the language of a code, or false. It takes the codes of Langs and
// their HTML forms.
func Known(code string) (Lang, bool) {
	for _, l := range Langs {
		if strings.EqualFold(code, string(l)) || strings.EqualFold(code, l.HTML()) {
			return l, true
		}
	}
	return En, false
}

// HTML is the language as pages declare it.
func (l Lang) HTML() string {
	switch l {
	case Hant:
		return "zh-Hant-HK"
	case Hans:
		return "zh-Hans-CN"
	}
	return "en"
}

// Endonym is the language's name in itself.
func (l Lang) Endonym() string {
	switch l {
	case Hant:
		return "繁體中文"
	case Hans:
		return "简体中文"
	}
	return "English"
}

// T is the message of key with its {name} places filled from args: name,
// value, name, value … Names of the operator's data, days and weights are
// written in the language. A key that no catalogue has comes back as itself, so
// that it is seen; a test keeps that from happening.
func (l Lang) T(key string, args ...any) string {
	s, ok := catalogue[l][key]
	if !ok {
		if s, ok = catalogue[En][key]; !ok {
			return key
		}
	}
	if len(args) == 0 {
		return s
	}
	return l.fill(s, args)
}

// N is T of key+".one" where n is one in English, else of key+".other"; {n} is
// filled with n.
func (l Lang) N(key string, n int, args ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return l.T(key+form, append([]any{"n", n}, args...)...)
}

// Has tells whether the catalogue has a key.
func Has(key string) bool { _, ok := catalogue[En][key]; return ok }

// inLang is a value that says itself in a language: a name, a weight.
type inLang interface{ In(l Lang) string }

func (l Lang) fill(s string, args []any) string {
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		value := ""
		switch v := args[i+1].(type) {
		case inLang:
			value = v.In(l)
		case policy.Day:
			value = l.Day(v)
		default:
			value = fmt.Sprint(v)
		}
		pairs = append(pairs, "{"+fmt.Sprint(args[i])+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// Text is a name of the operator's data in the three languages.
type Text struct {
	En   string `json:"en"`
	Hant string `json:"zh-Hant"`
	Hans string `json:"zh-Hans"`
}

// In is the text in a language, or in English where that is empty.
func (t Text) In(l Lang) string {
	switch {
	case l == Hant && t.Hant != "":
		return t.Hant
	case l == Hans && t.Hans != "":
		return t.Hans
	}
	return t.En
}
