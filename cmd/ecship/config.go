package main

// Settings are what every command takes: where the data is, and which language
// to speak.
type Settings struct {
	Data     string `env:"ECSHIP_DATA" default:"data" type:"path" placeholder:"FOLDER" help:"${data}"`
	Database string `env:"ECSHIP_DATABASE" placeholder:"postgres://…" help:"${database}"`
	Lang     string `enum:"en,zh-Hant,zh-Hans," default:"" placeholder:"en|zh-Hant|zh-Hans" help:"${lang}"`
}

// Serving are the settings of what listens. A proxy that is not trusted can't
// say for whom it asks.
type Serving struct {
	Addr           string   `env:"ECSHIP_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"${addr}"`
	PublicURL      string   `env:"ECSHIP_PUBLIC_URL" placeholder:"https://…" help:"${publicurl}"`
	TrustedProxies []string `env:"ECSHIP_TRUSTED_PROXIES" placeholder:"CIDR,…" help:"${proxies}"`
	ProductName    string   `env:"ECSHIP_PRODUCT_NAME" default:"${product_name}" placeholder:"NAME" help:"${product}"`
}
