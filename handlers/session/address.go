package session

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Address is the client's network address, by which codes and requests are counted.
// Behind a proxy that the app trusts, it is the last address in the proxy's header that is
// not a trusted proxy's: proxies append, and what stands further left is whatever the
// client wrote there. (fiber's c.IP takes the leftmost.)
func Address(c *fiber.Ctx) string {
	cfg := c.App().Config()
	remote := c.Context().RemoteIP().String()
	if cfg.ProxyHeader == "" || !cfg.EnableTrustedProxyCheck || !c.IsProxyTrusted() {
		return remote
	}
	var hops []string
	for _, line := range c.Request().Header.PeekAll(cfg.ProxyHeader) {
		hops = append(hops, strings.Split(string(line), ",")...)
	}
	for i := len(hops) - 1; i >= 0; i-- {
		ip, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break // no proxy wrote that: nothing further left can be trusted
		}
		if ip = ip.Unmap(); !trusted(cfg.TrustedProxies, ip) {
			return ip.String()
		}
	}
	return remote
}

func trusted(proxies []string, ip netip.Addr) bool {
	for _, p := range proxies {
		if one, err := netip.ParseAddr(p); err == nil && one.Unmap() == ip {
			return true
		}
		if all, err := netip.ParsePrefix(p); err == nil && all.Contains(ip) {
			return true
		}
	}
	return false
}
