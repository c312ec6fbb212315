package catalog

import "net/url"

// webAddress reports whether s is empty or an address that a page may link to: a
// javascript: or data: address is none.
func webAddress(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
