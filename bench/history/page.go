package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"time"
)

// pages are P-13's: what somebody who has signed in looks at.
func (s *shop) pages(length time.Duration) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	client := &http.Client{Jar: jar}
	res, err := client.PostForm(s.url+"/sign-in", url.Values{"email": {"bench0@example.org"}, "password": {password}})
	if err != nil {
		return err
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || res.Request.URL.Path == "/sign-in" {
		return fmt.Errorf("signing in: %s at %s", res.Status, res.Request.URL)
	}
	r := rand.New(rand.NewPCG(5, 6))
	return paced("P-13", "pages", 100, length, 50*time.Millisecond, func(i int) ask {
		all := []ask{
			{"the comparison", "/?place=US&weight=500"},
			{"the newest", "/items"},
			{"a tile", "/items?state=posted"},
			{"a place and a service", "/items?place=" + pick(r, places) + "&service=" + pick(r, services)},
			{"a number", "/items?q=" + pick(r, s.names)},
			{"an item", "/items/" + pick(r, s.ids)},
			{"a draft", "/items/new"},
			{"an answer of the help", "/help"},
		}
		return all[i%len(all)]
	}, func(path string) error {
		res, err := client.Get(s.url + path)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: %s", path, res.Status)
		}
		_, err = io.Copy(io.Discard, res.Body)
		return err
	})
}
