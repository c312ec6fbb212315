// Package webhooks hears what gateways, banks and carriers call in, and answers in their
// own words. It believes nothing: the listener verifies, checkout applies.
package webhooks
