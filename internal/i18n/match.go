package i18n

import (
	"sort"
	"strconv"
	"strings"
)

// Match picks the language of an Accept-Language header: the tags are tried
// one by one, best first, because a plain matcher gives Simplified for
// "zh-HK,zh;q=0.9". A bare "zh" is Simplified, unless a Traditional tag was
// wanted as much. Without any match it is English.
func Match(header string) Lang {
	type want struct {
		lang Lang
		q    float64
	}
	var wants []want
	for i, part := range strings.Split(header, ",") {
		if i == 32 {
			break
		}
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			f, err := strconv.ParseFloat(v, 64)
			if err != nil || f != f {
				continue
			}
			q = f
		}
		if l, ok := ofTag(strings.ToLower(strings.TrimSpace(tag))); ok && q > 0 {
			wants = append(wants, want{l, q})
		}
	}
	if len(wants) == 0 {
		return En
	}
	sort.SliceStable(wants, func(i, j int) bool { return wants[i].q > wants[j].q })
	return wants[0].lang
}

func ofTag(tag string) (Lang, bool) {
	sub := strings.Split(tag, "-")
	switch sub[0] {
	case "en":
		return En, true
	case "yue":
		return Hant, true
	case "zh":
		for _, s := range sub[1:] {
			switch s {
			case "hant", "hk", "mo", "tw":
				return Hant, true
			case "hans", "cn", "sg", "my":
				return Hans, true
			}
		}
		return Hans, true
	}
	return En, false
}
