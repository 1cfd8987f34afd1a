// Package browsertest drives a real Chromium over the portal's pages, for the
// tests of the pages and for the pictures of the documentation. It is never
// part of the program.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Chromium is where Debian puts the browser.
const Chromium = "/usr/bin/chromium"

// Missing says why no browser can be driven here, or is nil.
func Missing() error {
	_, err := os.Stat(Chromium)
	return err
}

// Browser is one Chromium with a profile of its own.
type Browser struct {
	ctx    context.Context
	cancel []context.CancelFunc
}

// Start opens a browser whose profile lives in dir.
func Start(ctx context.Context, dir string) (*Browser, error) {
	opts := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(Chromium), chromedp.UserDataDir(dir),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("lang", "en"),
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(ctx, opts...)
	tab, stopTab := chromedp.NewContext(alloc)
	b := &Browser{tab, []context.CancelFunc{stopTab, stopAlloc}}
	if err := chromedp.Do(tab); err != nil {
		b.Close()
		return nil, fmt.Errorf("browsertest: %w", err)
	}
	return b, nil
}

// Close ends the browser.
func (b *Browser) Close() {
	for _, c := range b.cancel {
		c()
	}
}

// Look is how a page is looked at.
type Look struct {
	Width, Height int
	Dark          bool
	NoScript      bool
	Lang          string // Accept-Language
}

// Tab is one page of the browser.
type Tab struct {
	ctx context.Context

	mu         sync.Mutex
	complaints []string
}

// NewTab opens a tab with cookies of its own.
func (b *Browser) NewTab(look Look) (*Tab, func(), error) {
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t := &Tab{ctx: ctx}
	err := chromedp.Do(ctx) // opens it, for as long as ctx lives
	if err == nil {
		err = chromedp.Listen(ctx, t.hear)
	}
	if err == nil {
		err = t.Do(send(log.Enable, cdp.Empty{}))
	}
	if err == nil {
		err = t.Look(look)
	}
	if err != nil {
		cancel()
		return nil, nil, fmt.Errorf("browsertest: %w", err)
	}
	return t, cancel, nil
}

// hear notes what the browser complains of: a breach of the content policy, a
// script's error, a file that is not there.
func (t *Tab) hear(ev any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := ev.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && !strings.Contains(e.Entry.Text, "status of 4") {
			t.complaints = append(t.complaints, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		t.complaints = append(t.complaints, e.ExceptionDetails.Text)
	}
}

// Complaints gives what was heard since it was last asked.
func (t *Tab) Complaints() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := t.complaints
	t.complaints = nil
	return all
}

// SetCookie gives the tab a cookie for an address.
func (t *Tab) SetCookie(url, name, value string) error {
	return t.Do(send(network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: url}))
}

// Step is one thing done to a page.
type Step = chromedp.Action[chromedp.Void]

// send makes a step of a protocol command.
func send[P, R any](cmd cdp.Command[P, R], params P) Step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, cmd, params)
		return err
	})
}

// Look changes the window and the visitor's preferences.
func (t *Tab) Look(l Look) error {
	scheme := "light"
	if l.Dark {
		scheme = "dark"
	}
	return t.Do(
		send(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: int64(l.Width), Height: int64(l.Height), DeviceScaleFactor: 1, Mobile: l.Width < 600}),
		send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}),
		send(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.NoScript}),
		send(network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": l.Lang}}),
	)
}

// patience is how long a batch of steps may take.
const patience = 20 * time.Second

// Do takes steps, one after the other.
func (t *Tab) Do(steps ...Step) error {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

// Get takes one step that has an answer.
func Get[T any](t *Tab, a chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, a)
}

// Leave takes a step that leads to another page, and waits until that is there.
func (t *Tab) Leave(step Step) error {
	if err := t.Do(chromedp.Evaluate[chromedp.Void](`window.before = true`), step); err != nil && !leaving(err) {
		return err
	}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		there, err := Get(t, chromedp.Evaluate[bool](`!window.before && document.readyState === "complete"`))
		if there {
			return nil
		}
		if err != nil && !leaving(err) {
			return err
		}
	}
	return errors.New("browsertest: the page stays")
}

// leaving tells the errors of a page that goes away while it is asked.
func leaving(err error) bool {
	return strings.Contains(err.Error(), "navigated") || strings.Contains(err.Error(), "context with specified id")
}

// Open loads an address.
func (t *Tab) Open(url string) error { return t.Do(chromedp.Navigate(url)) }

// Shoot is a PNG of the whole page.
func (t *Tab) Shoot() ([]byte, error) { return Get(t, chromedp.FullScreenshot(100)) }
