package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// rush is how many want the last ten.
const rush = 50

// lastTen lets fifty buyers order one of the last ten at once. It measures from the first
// order to the last answer, and fails unless exactly ten were sold.
func lastTen(ctx context.Context, o Options, g Ground) (Result, error) {
	if len(g.Tokens) < rush || g.LastTen == "" {
		return Result{}, fmt.Errorf("bench: %d buyers are needed, and ten of something: run `chophien bench prepare`", rush)
	}
	workers := make([]*worker, rush)
	orders := make([]order, rush)
	for i := range workers {
		w := newWorker(o, g, i)
		workers[i] = w
		var err error
		if orders[i], err = w.fill(g.Tokens[i], []string{g.LastTen}); err != nil {
			return Result{}, fmt.Errorf("bench: buyer %d cannot fill the cart (are the ten sold? prepare again): %w", i, err)
		}
	}
	var start, all sync.WaitGroup
	start.Add(1)
	for i, w := range workers {
		all.Go(func() {
			start.Wait()
			begun := time.Now()
			_, err := w.place(g.Tokens[i], orders[i])
			var no *refusal
			switch {
			case err == nil:
				w.took = append(w.took, time.Since(begun))
			case !errors.As(err, &no) || no.status != 409:
				w.fail(err)
			default: // somebody was faster: the cart is emptied for the next run
				if err := w.call("DELETE", "/api/v1/cart/lines/"+g.LastTen, g.Tokens[i], nil, nil); err != nil {
					w.fail(err)
				}
			}
		})
	}
	begun := time.Now()
	start.Done()
	all.Wait()
	r := total("lastten", rush, time.Since(begun), workers)
	if r.Done != 10 {
		return r, fmt.Errorf("bench: %d of the last ten were sold: %v", r.Done, r)
	}
	return r, ctx.Err()
}
