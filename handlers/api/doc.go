// Package api keeps its document true: every route of /api/v1 is one typed entry of a table,
// and the table both answers requests and writes the OpenAPI document, so that neither can
// promise what the other does not do.
//
// A route says who may call it by the actor that its function takes, what it reads by the
// input struct, and what it gives by the output struct. Rows of the database are never
// encoded: each resource has output structs of its own beside its routes.
package api
