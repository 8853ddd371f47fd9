package office_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/store"
)

// asked files a request of the agency by somebody.
func asked(t *testing.T, o *officetest.Office, in agency.Code, name, email, text string) request.Request {
	t.Helper()
	r, _, err := o.File(t.Context(), account.Console, request.Filing{
		Agency: in, Kind: request.Statutory, Channel: regulation.Counter, SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay,
		Applicant: request.Applicant{Kind: request.Natural, Name: name, Paper: "护照", PaperNumber: "E" + name, Phone: "0431-88779005", Email: email},
		Asked:     request.Asked{Subject: text, Text: text, Form: "electronic", Route: "online"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// came is a message on the tray.
func came(t *testing.T, o *officetest.Office, m store.Incoming) store.Incoming {
	t.Helper()
	ctx := t.Context()
	n, err := o.Store.TrayCount(ctx, store.MailSelection{})
	if err != nil {
		t.Fatal(err)
	}
	m.Mailbox, m.Raw, m.ReceivedAt = "box", fmt.Sprint(n), o.Clock.Now()
	if m.State == "" {
		m.State = store.TrayWaiting
	}
	if kept, err := o.Store.Receive(ctx, m, nil, store.Seen{Mailbox: "box", Validity: 1, UID: 1}); !kept || err != nil {
		t.Fatalf("%v, %v", kept, err)
	}
	list, err := o.Store.Tray(ctx, store.MailSelection{}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// Who may do what to whose mail: one's own agency's, and the city's office
// everybody's; what is nobody's yet is the city's alone.
func TestMailIsTheAgencys(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		theirs := asked(t, o, "FGW", "王芳", "wang@example.com", "2016年城市总体规划")
		others := asked(t, o, "JYJ", "赵敏", "zhao@example.com", "2016年招生计划")
		for _, c := range []struct {
			by   account.Login
			in   agency.Code
			sees bool
		}{
			{"clerk-fgw", "FGW", true}, {"head-fgw", "FGW", true}, {"city", "FGW", true}, {"city", "", true},
			{"clerk-fgw", "", false}, {"head-fgw", "", false}, {"clerk-jyj", "FGW", false}, {"head-jyj", "FGW", false},
			{"signer-fgw", "FGW", false}, {"leader", "FGW", false}, {"system", "FGW", false}, {"audit", "", false},
		} {
			name := fmt.Sprintf("%s, mail of %q", c.by, c.in)
			by := o.As(t, c.by)
			if office.SeesMail(by, c.in) != c.sees {
				t.Errorf("%s: seen %v", name, !c.sees)
			}
			reach := office.MailReach(by)
			if listed := reach == nil || slices.Contains(reach, c.in); listed != c.sees {
				t.Errorf("%s: listed %v", name, listed)
			}
			for what, do := range map[string]func(store.Incoming) error{
				"assign": func(m store.Incoming) error {
					_, err := o.AssignMail(ctx, by, m.ID, m.Stamp, theirs.ID.Number())
					return err
				},
				"dismiss": func(m store.Incoming) error { _, err := o.DismissMail(ctx, by, m.ID, m.Stamp, "广告"); return err },
				"pass":    func(m store.Incoming) error { _, err := o.PassMail(ctx, by, m.ID, m.Stamp, "RSJ"); return err },
			} {
				m := came(t, o, store.Incoming{Agency: c.in, Subject: name})
				before := ended(t, o)
				err := do(m)
				if c.sees && err != nil || !c.sees && !errors.Is(err, account.ErrForbidden) {
					t.Errorf("%s, %s: %v", name, what, err)
				}
				if n := ended(t, o) - before; (n == 1) != c.sees {
					t.Errorf("%s, %s: %d entries", name, what, n)
				}
			}
		}
		clerk := o.As(t, "clerk-fgw")
		m := came(t, o, store.Incoming{Agency: "FGW"})
		for number, want := range map[string]error{
			others.ID.Number(): office.ErrMailCase, "2017-999999": office.ErrMailCase, "": office.ErrMailCase, "规划": office.ErrMailCase,
		} {
			if _, err := o.AssignMail(ctx, clerk, m.ID, m.Stamp, number); !errors.Is(err, want) {
				t.Errorf("assigned to %q: %v", number, err)
			}
		}
		if _, err := o.DismissMail(ctx, clerk, m.ID, m.Stamp, " "); !errors.Is(err, office.ErrMailWhy) {
			t.Errorf("dismissed without a word: %v", err)
		}
		for _, to := range []agency.Code{"FGW", "XXX", ""} {
			if _, err := o.PassMail(ctx, clerk, m.ID, m.Stamp, to); !errors.Is(err, office.ErrMailAgency) {
				t.Errorf("passed to %q: %v", to, err)
			}
		}
		if _, err := o.DismissMail(ctx, clerk, m.ID, m.Stamp+1, "x"); !errors.Is(err, store.ErrChanged) {
			t.Errorf("dismissed as it was: %v", err)
		}
		// Laid aside by mistake, it can still be filed; once filed it stays.
		m, err := o.DismissMail(ctx, clerk, m.ID, m.Stamp, "广告")
		if err != nil {
			t.Fatal(err)
		}
		if m, err = o.AssignMail(ctx, clerk, m.ID, m.Stamp, theirs.ID.Number()); err != nil || m.Thing != theirs.Thing() {
			t.Fatalf("%+v, %v", m, err)
		}
		if _, err := o.DismissMail(ctx, clerk, m.ID, m.Stamp, "x"); !errors.Is(err, office.ErrMailFiled) {
			t.Errorf("dismissed though filed: %v", err)
		}
		list, err := o.Store.IncomingOf(ctx, theirs.Thing())
		if err != nil || !slices.ContainsFunc(list, func(v store.Incoming) bool { return v.ID == m.ID }) {
			t.Errorf("not with its case: %v", err)
		}
		entries, err := o.Store.JournalOf(ctx, m.JournalThing())
		if err != nil || len(entries) != 2 || entries[1].Act != journal.MailAssign || entries[1].Note != theirs.Thing() || entries[1].Agency != "FGW" {
			t.Errorf("%+v, %v", entries, err)
		}
	})
}

func ended(t *testing.T, o *officetest.Office) int64 {
	t.Helper()
	n, err := o.Store.JournalEnd(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What did not arrive is sent by another message, once; what did, or still waits,
// is not.
func TestSendAnew(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk := o.As(t, "clerk-fgw")
		for i, c := range []struct {
			name     string
			state    store.MailState
			reported []store.ReportKind
			in       agency.Code
			err      error
		}{
			{"taken, and reported as lost", store.MailSent, []store.ReportKind{store.ReportFailed}, "FGW", nil},
			{"taken, nothing reported", store.MailSent, nil, "FGW", office.ErrMailSent},
			{"taken, arrived", store.MailSent, []store.ReportKind{store.ReportDelivered}, "FGW", office.ErrMailSent},
			{"arrived by another node's report", store.MailSent, []store.ReportKind{store.ReportFailed, store.ReportDelivered}, "FGW", office.ErrMailSent},
			{"refused", store.MailFailed, nil, "FGW", nil},
			{"waits", store.MailWaiting, nil, "FGW", office.ErrMailAnew},
			{"another agency's", store.MailFailed, nil, "JYJ", account.ErrForbidden},
		} {
			fact := fmt.Sprintf("request/2017-000001 request.deliver %d", i)
			m := store.Mail{Fact: fact, Thing: "request/2017-000001", Agency: c.in, Channel: store.BySMS, Recipient: "13812345678", Subject: "x", Body: "x"}
			if _, err := o.Store.Post(ctx, o.Clock.Now(), m); err != nil {
				t.Fatal(err)
			}
			m, err := o.Store.ClaimSMS(ctx, o.Clock.Now(), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			m.State, m.NextAt = c.state, o.Clock.Now().Add(time.Hour)
			if err := o.Store.SettleMail(ctx, m); err != nil {
				t.Fatal(err)
			}
			for _, kind := range c.reported {
				if _, err := o.Store.ReportSMS(ctx, o.Clock.Now(), []store.MailReport{{MessageID: m.MessageID, Kind: kind}}); err != nil {
					t.Fatal(err)
				}
			}
			reach := store.MailSelection{Agencies: []agency.Code{c.in}, State: string(store.MailUnreached)}
			unreached := func() (int, int64) {
				list, err := o.Store.Outbox(ctx, reach, 0, 50)
				n, err2 := o.Store.OutboxCount(ctx, reach)
				if err := errors.Join(err, err2); err != nil {
					t.Fatal(err)
				}
				return len(list), n[store.MailUnreached]
			}
			lost := len(c.reported) == 1 && c.reported[0] == store.ReportFailed
			if list, n := unreached(); (list == 1) != lost || (n == 1) != lost {
				t.Errorf("%s: %d listed, %d counted", c.name, list, n)
			}
			before := ended(t, o)
			mail := store.Mail{Fact: fact + " anew", Channel: store.ByMail, Recipient: "wang@example.com", Subject: "y", Body: "y"}
			again, err := o.SendAnew(ctx, clerk, m.ID, mail)
			if !errors.Is(err, c.err) {
				t.Errorf("%s: %v, want %v", c.name, err, c.err)
			}
			if c.err != nil {
				if ended(t, o) != before {
					t.Errorf("%s: refused, and left an entry", c.name)
				}
				continue
			}
			if again.Thing != m.Thing || again.Agency != m.Agency || again.MessageID == m.MessageID || again.State != store.MailWaiting || ended(t, o) != before+1 {
				t.Errorf("%s: %+v", c.name, again)
			}
			if list, n := unreached(); list != 0 || n != 0 {
				t.Errorf("%s: still listed %d, counted %d", c.name, list, n)
			}
			mail.Fact += " sms"
			if _, err := o.SendAnew(ctx, clerk, m.ID, mail); !errors.Is(err, office.ErrMailAnew) {
				t.Errorf("%s: sent anew twice: %v", c.name, err)
			}
			if _, err := o.RetryMail(ctx, clerk, m.ID); !errors.Is(err, office.ErrMailAnew) {
				t.Errorf("%s: sent again besides: %v", c.name, err)
			}
		}
	})
}

func TestRetryMail(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk := o.As(t, "clerk-fgw")
		for i, c := range []struct {
			state store.MailState
			in    agency.Code
			err   error
		}{
			{store.MailFailed, "FGW", nil}, {store.MailBounced, "FGW", nil}, {store.MailWaiting, "FGW", nil},
			{store.MailSent, "FGW", office.ErrMailSent}, {store.MailFailed, "JYJ", account.ErrForbidden}, {store.MailFailed, "", account.ErrForbidden},
		} {
			if _, err := o.Store.Post(ctx, o.Clock.Now(), store.Mail{Fact: fmt.Sprint(i), Thing: "request/2017-000001", Agency: c.in,
				Recipient: "wang@example.com", Subject: "x", Body: "x"}); err != nil {
				t.Fatal(err)
			}
			m, err := o.Store.ClaimMail(ctx, o.Clock.Now(), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			m.State, m.NextAt, m.LastError = c.state, o.Clock.Now().Add(time.Hour), "no"
			if err := o.Store.SettleMail(ctx, m); err != nil {
				t.Fatal(err)
			}
			if _, err := o.RetryMail(ctx, clerk, m.ID); !errors.Is(err, c.err) {
				t.Errorf("%s of %q: %v, want %v", c.state, c.in, err, c.err)
			}
			again, err := o.Store.ClaimMail(ctx, o.Clock.Now(), time.Minute)
			if (err == nil) != (c.err == nil) || err == nil && (again.ID != m.ID || again.Attempts != 1 || again.MessageID != m.MessageID) {
				t.Errorf("%s of %q: sent again: %+v, %v", c.state, c.in, again, err)
			}
			// What is in somebody's hand is not sent by two.
			if err == nil {
				if _, err := o.RetryMail(ctx, clerk, m.ID); err != nil {
					t.Errorf("retried in hand: %v", err)
				}
				if _, err := o.Store.ClaimMail(ctx, o.Clock.Now(), time.Minute); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("taken out of a hand: %v", err)
				}
				again.State = store.MailSent
				if err := o.Store.SettleMail(ctx, again); err != nil {
					t.Errorf("settled after a retry: %v", err)
				}
			}
		}
	})
}

// The likeliest case comes first, and none of another agency.
func TestGuesses(t *testing.T) {
	o := officetest.New(t, t.TempDir()+"/gongkai.db")
	ctx := t.Context()
	plan := asked(t, o, "FGW", "王芳芳", "wang@example.com", "2016年长春市轨道交通建设规划环境影响评价文件")
	price := asked(t, o, "FGW", "赵敏敏", "zhao@example.com", "供热价格成本监审报告")
	school := asked(t, o, "JYJ", "王芳芳", "wang@example.com", "2016年招生计划")
	if _, err := o.Store.Post(ctx, o.Clock.Now(), store.Mail{Fact: "x", Thing: price.Thing(), Agency: "FGW", Recipient: "third@example.com", Subject: "x", Body: "x"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		m    store.Incoming
		by   account.Login
		want []request.ID
	}{
		{"nothing", store.Incoming{Body: "谢谢"}, "clerk-fgw", nil},
		{"its number", store.Incoming{Subject: "关于 " + price.ID.Number()}, "clerk-fgw", []request.ID{price.ID}},
		{"its number in wide figures", store.Incoming{Body: "２０１７－" + "０００００１"}, "clerk-fgw", nil},
		{"the applicant's address", store.Incoming{Sender: "wang@example.com"}, "clerk-fgw", []request.ID{plan.ID}},
		{"the applicant's address, to the city", store.Incoming{Sender: "wang@example.com"}, "city", []request.ID{school.ID, plan.ID}},
		{"an address written to", store.Incoming{Sender: "third@example.com"}, "clerk-fgw", []request.ID{price.ID}},
		{"a name", store.Incoming{Body: "我是赵敏敏"}, "clerk-fgw", []request.ID{price.ID}},
		{"the words", store.Incoming{Body: "请问轨道交通建设规划环境影响评价文件何时答复"}, "clerk-fgw", []request.ID{plan.ID}},
		{"a number before a name", store.Incoming{Body: "王芳芳，" + price.ID.Number()}, "clerk-fgw", []request.ID{price.ID, plan.ID}},
		{"a number of another agency", store.Incoming{Body: school.ID.Number()}, "clerk-fgw", nil},
	} {
		list, err := o.GuessMail(ctx, o.As(t, c.by), c.m)
		var got []request.ID
		for _, g := range list {
			got = append(got, g.Request.ID)
			if len(g.Why) == 0 {
				t.Errorf("%s: no reason", c.name)
			}
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
}
