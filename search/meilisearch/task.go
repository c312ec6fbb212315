package meilisearch

import (
	"context"
	"fmt"
	"time"

	meili "github.com/meilisearch/meilisearch-go"
)

// The server is asked whether a task has ended after 2 ms, then ever less often.
const (
	firstLook = 2 * time.Millisecond
	lastLook  = 100 * time.Millisecond
)

// TaskError says that the server took a task and could not do it.
type TaskError struct {
	Type, Code, Message string
}

func (e TaskError) Error() string {
	return fmt.Sprintf("search: Meilisearch failed at %s: %s: %s", e.Type, e.Code, e.Message)
}

// done waits for the task that a call has begun and returns what became of it. Its result
// takes the two values of such a call.
func (e *Engine) done(ctx context.Context) func(*meili.TaskInfo, error) error {
	return func(begun *meili.TaskInfo, err error) error {
		if err != nil {
			return e.fault(ctx, err)
		}
		return e.await(ctx, begun.TaskUID)
	}
}

// await waits for a task to end.
func (e *Engine) await(ctx context.Context, uid int64) error {
	for pause := firstLook; ; pause = min(pause*3/2, lastLook) {
		select {
		case <-ctx.Done():
			return e.fault(ctx, ctx.Err())
		case <-time.After(pause):
		}
		t, err := e.write.GetTaskWithContext(ctx, uid)
		if err != nil {
			return e.fault(ctx, err)
		}
		switch t.Status {
		case meili.TaskStatusSucceeded:
			return nil
		case meili.TaskStatusFailed, meili.TaskStatusCanceled:
			return TaskError{string(t.Type), t.Error.Code, t.Error.Message}
		}
	}
}
