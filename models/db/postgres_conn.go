package db

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresConnector opens connections that can send a question behind what waits for it.
type postgresConnector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c postgresConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &postgresConn{conn.(*stdlib.Conn)}, nil
}

// postgresConn is a connection of the driver; only questions may differ.
type postgresConn struct{ *stdlib.Conn }

// ahead is the key under which a context carries the transaction whose writes go first, the
// answer that was heard before, or the error for which nothing goes any more.
type ahead struct{}

// QueryContext implements driver.QueryerContext.
func (c *postgresConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	var t *postgresTx
	switch v := ctx.Value(ahead{}).(type) {
	case error:
		return nil, v
	case *told:
		return v, nil
	case *postgresTx:
		t = v
	default:
		return c.Conn.QueryContext(ctx, q, args)
	}
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a.Value
	}
	return t.ask(ctx, c.Conn.Conn(), q, values)
}

// ask sends q behind what waits, in one turn, and returns its rows. A write that is
// refused is the answer instead, judged; q is skipped then.
func (t *postgresTx) ask(ctx context.Context, conn *pgx.Conn, q string, args []any) (_ driver.Rows, err error) {
	t.wait(q, args, nil)
	res, judges := t.dispatch(ctx, conn)
	defer func() {
		if err != nil {
			_ = res.Close() // it says the same again, not judged
			err = t.note(ctx, conn, err)
		}
	}()
	if _, err := heard(ctx, res, judges[:len(judges)-1]); err != nil {
		return nil, err
	}
	rows, err := res.Query()
	if err != nil {
		return nil, err
	}
	a := &answer{Rows: rows, of: res, types: conn.TypeMap()}
	// Before the first row has come, or the end, it is not known whether the server refuses.
	a.ready = rows.Next()
	return a, rows.Err()
}

// answer is the rows of a question that was not sent alone.
type answer struct {
	pgx.Rows
	of    pgx.BatchResults
	types *pgtype.Map
	ready bool // the first row is there
	read  bool // it was handed out
}

// Columns implements driver.Rows.
func (a *answer) Columns() []string {
	fields := a.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// Next implements driver.Rows.
func (a *answer) Next(dest []driver.Value) error {
	more := a.ready
	if a.read {
		more = a.Rows.Next()
	}
	if a.read = true; !more {
		if err := a.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	for i, raw := range a.RawValues() {
		var err error
		if dest[i], err = a.value(i, raw); err != nil {
			return err
		}
	}
	return nil
}

// value is what database/sql knows of a column of the types that this schema, and what is
// counted and summed in it, has; of a type of its own, its text. Others SQLite has not
// either, and come in a form that nobody could read.
func (a *answer) value(i int, raw []byte) (driver.Value, error) {
	f := a.FieldDescriptions()[i]
	of, known := a.types.TypeForOID(f.DataTypeOID)
	switch {
	case raw == nil:
		return nil, nil
	case !known:
		return string(raw), nil
	}
	switch f.DataTypeOID {
	case pgtype.BoolOID, pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.Float4OID, pgtype.Float8OID, pgtype.NumericOID,
		pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID, pgtype.ByteaOID, pgtype.JSONOID, pgtype.JSONBOID:
		return of.Codec.DecodeDatabaseSQLValue(a.types, f.DataTypeOID, f.Format, raw)
	}
	return nil, fmt.Errorf("db: %s is of type %s, which is not read here", f.Name, of.Name)
}

// Close implements driver.Rows.
func (a *answer) Close() error {
	a.Rows.Close()
	return a.of.Close()
}
