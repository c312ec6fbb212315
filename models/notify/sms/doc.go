// Package sms keeps one promise about any text-message gateway that takes an HTTPS POST:
// a message is handed over once and in full, or the caller hears that it was not, and
// neither number, text nor the gateway's secrets get into an error or a log.
package sms
