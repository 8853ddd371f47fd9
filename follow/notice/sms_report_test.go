package notice_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/follow/notice"
	"gongkai/office/officetest"
	"gongkai/store"
)

// What a gateway says of messages it took is kept beside them, once, and changes
// none; what it says of anything else is not listened to.
func TestWhatTheGatewayReports(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		if _, err := o.Store.Post(ctx, o.Clock.Now(), texted(1), texted(2), texted(3), delivered(4)); err != nil {
			t.Fatal(err)
		}
		p := newProvider(t)
		messenger := p.messenger(o)
		if n, err := messenger.SendDue(ctx); n != 3 || err != nil {
			t.Fatal(n, err)
		}
		mails := outbox(t, o)
		id := func(n int) string { return mails[n-1].MessageID }

		var asked []string
		answer := ""
		desk := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			var q struct{ Reports []string }
			if err != nil || json.Unmarshal(body, &q) != nil || !strings.HasPrefix(r.Header.Get(notice.Signature), "sha256=") {
				t.Errorf("%s: %v", body, err)
			}
			asked = q.Reports
			if answer == "" {
				http.Error(rw, "13812345678", http.StatusBadGateway)
				return
			}
			fmt.Fprint(rw, answer)
		}))
		defer desk.Close()
		gateway, err := messenger.Gateway.Reporting(desk.URL)
		if err != nil {
			t.Fatal(err)
		}
		reports := &notice.Reports{Office: o.Office, Gateway: gateway}
		for _, c := range []struct {
			name, answer string
			asked        []string
			new          int
			fails        bool
		}{
			{"it is away", "", []string{id(1), id(2), id(3)}, 0, true},
			{"no answer", "<html>", []string{id(1), id(2), id(3)}, 0, true},
			{"nothing yet", `{"reports":[]}`, []string{id(1), id(2), id(3)}, 0, false},
			{"of others, and what is no state", `{"reports":[{"id":"` + id(4) + `","state":"delivered"},{"id":"x","state":"failed"},{"id":"` + id(1) + `","state":"read"}]}`,
				[]string{id(1), id(2), id(3)}, 0, false},
			{"the second, twice", `{"reports":[{"id":"` + id(2) + `","state":"failed"},{"id":"` + id(2) + `","state":"delivered"}]}`, []string{id(1), id(2), id(3)}, 1, false},
			{"the first", `{"reports":[{"id":"` + id(1) + `","state":"delivered"}]}`, []string{id(1), id(3)}, 1, false},
			{"the last", `{"reports":[{"id":"` + id(3) + `","state":"delivered"}]}`, []string{id(3)}, 1, false},
			{"nothing to ask", `{"reports":[]}`, nil, 0, false},
		} {
			asked, answer = nil, c.answer
			n, err := reports.Read(ctx)
			if n != c.new || (err != nil) != c.fails || !slices.Equal(asked, c.asked) {
				t.Errorf("%s: %d new of %q, %v", c.name, n, asked, err)
			}
			if err != nil && (strings.Contains(err.Error(), "138") || strings.Contains(err.Error(), "127.0.0.1")) {
				t.Errorf("%s: %v tells a number or the address", c.name, err)
			}
		}
		for n, want := range map[int]store.ReportKind{1: store.ReportDelivered, 2: store.ReportFailed, 3: store.ReportDelivered} {
			m := mails[n-1]
			list, err := o.Store.ReportsOfMail(ctx, m.ID)
			if err != nil || len(list) != 1 || list[0].Kind != want || list[0].Tray != 0 || m.State != store.MailSent {
				t.Errorf("message %d, %s: %+v, %v", n, m.State, list, err)
			}
		}
	})
}

// Nobody asks after what was taken long ago.
func TestReportsAreNotWaitedForForEver(t *testing.T) {
	o := officetest.New(t, t.TempDir()+"/gongkai.db")
	if _, err := o.Store.Post(t.Context(), o.Clock.Now(), texted(1)); err != nil {
		t.Fatal(err)
	}
	messenger := newProvider(t).messenger(o)
	if n, err := messenger.SendDue(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	asked := 0
	desk := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		asked++
		fmt.Fprint(rw, `{"reports":[]}`)
	}))
	defer desk.Close()
	gateway, err := messenger.Gateway.Reporting(desk.URL)
	if err != nil {
		t.Fatal(err)
	}
	reports := &notice.Reports{Office: o.Office, Gateway: gateway}
	for _, c := range []struct {
		after time.Duration
		asked int
	}{{0, 1}, {71 * time.Hour, 2}, {2 * time.Hour, 2}} {
		o.Clock.Add(c.after)
		if _, err := reports.Read(t.Context()); err != nil || asked != c.asked {
			t.Errorf("after %v more: asked %d times, %v; want %d", c.after, asked, err, c.asked)
		}
	}
}
