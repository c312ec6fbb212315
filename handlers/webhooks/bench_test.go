package webhooks_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/webhooks"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/momo/momotest"
)

// atOnce is how many messages are under way at a time.
const atOnce = 16

// BenchmarkWebhook is signed news of money over HTTP, sixteen at a time: each pays an order,
// and comes a second time. CPU is that of the whole process, with the client; the database
// server's own comes on top.
func BenchmarkWebhook(b *testing.B) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			f := momotest.New(b)
			s, address := listening(b, dbtest.Open(b, dialect), f)
			news := announced(b, s, f)
			for _, road := range []string{"fresh", "again"} {
				took, cpu := deliver(b, address, news)
				slices.Sort(took)
				total := time.Duration(0)
				for _, t := range took {
					total += t
				}
				b.ReportMetric(float64(len(took))*atOnce/total.Seconds(), road+"/s")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, road+"-p99-ms")
				b.ReportMetric(float64(cpu.Microseconds())/1000/float64(len(took)), road+"-cpu-ms")
			}
			if n := s.Count(b, "payments", "status = 'paid'"); n != int64(len(news)) {
				b.Errorf("%d of %d are paid", n, len(news))
			}
			s.Prove(b)
		})
	}
}

// announced are b.N purchases that wait, each with the message that will pay it.
func announced(b *testing.B, s *saletest.Shop, f *momotest.Fake) []payments.RawRequest {
	b.Helper()
	seller, _ := s.Seller(b)
	var teas []string
	for range 200 {
		teas = append(teas, s.Variant(b, markettest.Good{SellerID: seller, Stock: 1_000_000}))
	}
	news := make([]payments.RawRequest, b.N)
	for i := range news {
		by := s.Buyer(b)
		g := s.Placed(b, by, map[string]int64{teas[i%len(teas)]: 2}, "flat")
		step, err := s.Till.Pay(context.Background(), by, g.Code, checkout.PayNow{Gateway: f.Gateway().Code()}, "203.0.113.9")
		if err != nil {
			b.Fatal(err)
		}
		a := step.Attempt.Kept(step.Payment.Code, "")
		news[i] = f.Pay(a, a.Amount)[0]
	}
	return news
}

func serve(b testing.TB, s *saletest.Shop) (address string) {
	b.Helper()
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	webhooks.Webhooks{Checkout: s.Till, Gateways: s.Gateways, Now: s.Now}.Routes(app)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = app.Listener(l) }()
	b.Cleanup(func() { _ = app.Shutdown() })
	return "http://" + l.Addr().String()
}

// deliver posts the messages and returns how long each took, and what CPU all of it.
func deliver(b *testing.B, address string, news []payments.RawRequest) ([]time.Duration, time.Duration) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
	work := make(chan int)
	took := make([]time.Duration, len(news))
	var all sync.WaitGroup
	before := cpuTime(b)
	for range atOnce {
		all.Go(func() {
			for i := range work {
				start := time.Now()
				res, err := client.Post(address+news[i].Path, "application/json", bytes.NewReader(news[i].Body))
				if err != nil {
					b.Error(err)
					continue
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
				if took[i] = time.Since(start); res.StatusCode != http.StatusNoContent {
					b.Errorf("message %d is answered %d", i, res.StatusCode)
				}
			}
		})
	}
	for i := range news {
		work <- i
	}
	close(work)
	all.Wait()
	return took, cpuTime(b) - before
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
