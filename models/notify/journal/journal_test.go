package journal

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/notify"
)

func say(lang, key string, args map[string]any) string {
	return fmt.Sprintf("%s %s %v", lang, key, args["code"])
}

func open(t *testing.T, path string, log *bytes.Buffer) *Journal {
	t.Helper()
	j, err := Open(Config{
		Now: func() clock.Instant { return 1 }, Say: say, Path: path,
		Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestTheListOutlivesARestartAndStaysBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "messages.jsonl")
	var log bytes.Buffer
	j := open(t, path, &log)
	for i := range Keep + 7 {
		m := notify.Message{To: fmt.Sprintf("+8490000%04d", i), Template: "code", Args: map[string]any{"code": i}}
		if err := j.Send(context.Background(), m); err != nil {
			t.Fatal(err)
		}
	}
	// A crash in the middle of a line.
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.WriteString(`{"at":"2026`)
	_ = f.Close()

	for name, j := range map[string]*Journal{"same": j, "restarted": open(t, path, &log)} {
		all := j.Recent("", 10_000)
		if len(all) != Keep || all[0].Text != fmt.Sprintf("vi notify.code %d", Keep+6) {
			t.Errorf("%s: %d messages, newest %q", name, len(all), all[0].Text)
		}
		if one := j.Recent("+84900000100", 5); len(one) != 1 || one[0].Text != "vi notify.code 100" {
			t.Errorf("%s: of one phone: %+v", name, one)
		}
	}
	if b, _ := os.ReadFile(path); bytes.Count(b, []byte("\n")) != Keep {
		t.Errorf("the file was not cut to %d lines on opening", Keep)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("the file is open to others: %v", info.Mode())
	}
	if strings.Contains(log.String(), "+8490000") {
		t.Error("a whole number stands in the log")
	}
}

func TestAFileThatCannotBeWrittenLosesNoMessage(t *testing.T) {
	var log bytes.Buffer
	j := open(t, filepath.Join(t.TempDir(), "absent", "x"), &log)
	if err := j.Send(context.Background(), notify.Message{To: "+84900000001", Template: "code"}); err != nil {
		t.Fatal(err)
	}
	if len(j.Recent("", 1)) != 1 || !strings.Contains(log.String(), "not written") {
		t.Errorf("kept %d, log %s", len(j.Recent("", 1)), log.String())
	}
}
