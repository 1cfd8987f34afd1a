package main

import (
	"net/netip"
	"path/filepath"
)

// Settings are what every command takes: where the data is, and which language
// to speak.
type Settings struct {
	Data     string `env:"ECSHIP_DATA" type:"path" placeholder:"FOLDER" help:"${data}"`
	Database string `env:"ECSHIP_DATABASE" placeholder:"postgres://…" help:"${database}"`
	Lang     string `enum:"en,zh-Hant,zh-Hans," default:"" placeholder:"en|zh-Hant|zh-Hans" help:"${lang}"`
}

// Folder is where the SQLite file and the secret are.
func (s Settings) Folder() string {
	if s.Data == "" {
		return "data"
	}
	return s.Data
}

// Store is the database as store.Open takes it.
func (s Settings) Store() string {
	if s.Database != "" {
		return s.Database
	}
	return filepath.Join(s.Folder(), "ecship.db")
}

// Serving are the settings of what listens. A proxy that is not trusted can't
// say for whom it asks.
type Serving struct {
	Addr           string         `env:"ECSHIP_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"${addr}"`
	PublicURL      string         `env:"ECSHIP_PUBLIC_URL" placeholder:"https://…" help:"${publicurl}"`
	TrustedProxies []netip.Prefix `env:"ECSHIP_TRUSTED_PROXIES" placeholder:"CIDR,…" help:"${proxies}"`
	ProductName    string         `env:"ECSHIP_PRODUCT_NAME" default:"ecship" placeholder:"NAME" help:"${product}"`
	LimitFactor    float64        `env:"ECSHIP_LIMIT_FACTOR" default:"1" placeholder:"N" help:"${limits}"`
	SMTP           string         `name:"smtp" env:"ECSHIP_SMTP" placeholder:"smtp://…" help:"${smtp}"`
	StripeKey      string         `env:"ECSHIP_STRIPE_KEY" placeholder:"sk_…" help:"${stripekey}"`
	StripeWebhook  string         `env:"ECSHIP_STRIPE_WEBHOOK" placeholder:"whsec_…" help:"${stripewebhook}"`
}
