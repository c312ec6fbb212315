package payments

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// NewClient is a client for calls to providers. It follows no redirect: what was signed for
// one host is for no other.
func NewClient() *http.Client {
	return &http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// PostJSON sends body to a provider and returns what it answers. Its errors are *Error: a
// call that left this machine and got no answer, or one that tells of trouble over there,
// is Ambiguous; one that never left is Retryable.
func PostJSON(ctx context.Context, client *http.Client, gateway, op, address string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, &Error{Gateway: gateway, Op: op, Code: "address"}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	res, err := client.Do(req)
	if err != nil {
		unsent := NeverLeft(err)
		return nil, &Error{Gateway: gateway, Op: op, Retryable: unsent, Ambiguous: !unsent, Cause: err}
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, MaxBody+1))
	switch s := res.StatusCode; {
	case err != nil:
		return nil, &Error{Gateway: gateway, Op: op, HTTPStatus: s, Ambiguous: true, Cause: err}
	case s == http.StatusTooManyRequests:
		return nil, &Error{Gateway: gateway, Op: op, HTTPStatus: s, Retryable: true}
	case s >= 500, s == http.StatusRequestTimeout, s < 400 && s != http.StatusOK:
		return nil, &Error{Gateway: gateway, Op: op, HTTPStatus: s, Ambiguous: true}
	case s != http.StatusOK:
		return nil, &Error{Gateway: gateway, Op: op, HTTPStatus: s, Code: "http"}
	case len(answer) > MaxBody:
		return nil, &Error{Gateway: gateway, Op: op, HTTPStatus: s, Ambiguous: true, Cause: ErrTooLarge}
	}
	return answer, nil
}

// mostListed is the most bytes of a list that a provider is asked for.
const mostListed = 8 << 20

// GetJSON asks a provider for a list and reads its answer into v, a pointer; authorization is
// the header by which it knows the market. Its errors are *Error: asking changes nothing, so
// that it may be asked again after any but a refusal.
func GetJSON(ctx context.Context, client *http.Client, gateway, op, address, authorization string, v any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return &Error{Gateway: gateway, Op: op, Code: "address"}
	}
	req.Header.Set("Authorization", authorization)
	req.Header.Set("Accept", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return &Error{Gateway: gateway, Op: op, Retryable: true, Cause: err}
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, mostListed+1))
	switch s := res.StatusCode; {
	case err != nil:
		return &Error{Gateway: gateway, Op: op, HTTPStatus: s, Retryable: true, Cause: err}
	case s != http.StatusOK:
		return &Error{Gateway: gateway, Op: op, HTTPStatus: s, Code: "http", Retryable: s >= 500 || s == http.StatusTooManyRequests || s == http.StatusRequestTimeout}
	case len(answer) > mostListed:
		return &Error{Gateway: gateway, Op: op, HTTPStatus: s, Cause: ErrTooLarge}
	}
	if err := DecodeJSON(answer, v); err != nil {
		return &Error{Gateway: gateway, Op: op, HTTPStatus: res.StatusCode, Retryable: true, Cause: err}
	}
	return nil
}

// NeverLeft reports whether a call failed before the provider could see anything of it.
func NeverLeft(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return true
	}
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}
