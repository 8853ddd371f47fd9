package notice_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/follow/notice"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office/officetest"
)

func filed(t *testing.T, o *officetest.Office, name, email string) request.Request {
	t.Helper()
	r, _, err := o.File(t.Context(), account.Console, filing(name, email))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func filing(name, email string) request.Filing {
	return request.Filing{Agency: "FGW", Kind: request.Statutory, Channel: regulation.Counter,
		SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay,
		Applicant: request.Applicant{Kind: request.Natural, Name: name, Paper: "护照", PaperNumber: "E" + name, Phone: "0431-88779005", Email: email},
		Asked:     request.Asked{Subject: "公交票价听证笔录", Text: "2016年听证会的笔录", Form: "electronic", Route: "online"}}
}

// Applicants who left an address are told, once, and nobody else is.
func TestNews(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		r := filed(t, o, "王芳", "wang@example.com")
		filed(t, o, "赵敏", "")
		o.Public(t, "FGW", "与申请无关")
		news := notice.News(o.Office, "https://example.gov.cn", nil)
		for _, want := range []int{1, 0} {
			if n, err := news.Follow(ctx); n != want || err != nil {
				t.Fatalf("%d posted, %v; want %d", n, err, want)
			}
		}
		m := outbox(t, o)[0]
		for _, want := range []string{"王芳：", "已提交", r.ID.Number(), "公交票价听证笔录", "答复期限：2017年", "https://example.gov.cn"} {
			if !strings.Contains(m.Body, want) {
				t.Errorf("does not say %q:\n%s", want, m.Body)
			}
		}
		if m.Recipient != "wang@example.com" || m.Thing != r.Thing() || m.Agency != "FGW" || len(m.Attachments) != 0 || strings.Contains(m.Body, "E王芳") {
			t.Errorf("%+v", m)
		}
		by := o.As(t, "head-fgw")
		if _, err := o.OnRequest(ctx, by, r.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Extend(r, 15, "涉及文件较多，须逐页核对", request.Letter{Title: "延期答复告知书"}, h)
		}); err != nil {
			t.Fatal(err)
		}
		if n, err := news.Follow(ctx); n != 1 || err != nil {
			t.Fatalf("an extension: %d posted, %v", n, err)
		}
		if m := outbox(t, o)[1]; !strings.Contains(m.Subject, "答复期限已延长") || m.Thing != r.Thing() {
			t.Errorf("%+v", m)
		}
	})
}

// Only a delivery by e-mail carries the answer.
func TestAnswerByMail(t *testing.T) {
	for route, carries := range map[request.Route]bool{"email": true, "post": false, "counter": false, "online": false} {
		o := officetest.New(t, t.TempDir()+"/gongkai.db")
		r := filed(t, o, "王芳", "wang@example.com")
		r.State, r.Delivery = request.Closed, &request.Delivery{Route: route}
		r.Decision = &request.Decision{Files: []string{"b", "c"}}
		r.Files = []request.File{{Name: "原件.pdf", Hash: "c", Of: "original"}, {Name: "笔录.pdf", Type: "application/pdf", Hash: "b", Of: "redacted"}, {Name: "身份证.pdf", Hash: "d", Of: "evidence"}}
		r.Letters = []request.Letter{{Act: journal.RequestSign, Title: "旧告知书", PDF: "x", Void: true}, {Act: journal.RequestSign, Title: "告知书", PDF: "a"}, {Act: journal.RequestClarify, Title: "补正告知书", PDF: "y"}}
		m, _, _ := notice.NewsOf(r, journal.Entry{Number: 7, Act: journal.RequestDeliver, Thing: r.Thing()}, "", "")
		var names []string
		for _, a := range m.Attachments {
			names = append(names, a.Name)
		}
		want := []string(nil)
		if carries {
			want = []string{"告知书.pdf", "笔录.pdf"}
		}
		if !slices.Equal(names, want) || strings.Contains(m.Body, "见附件") != carries || strings.Contains(m.Body, "答复期限") {
			t.Errorf("by %s: %q\n%s", route, names, m.Body)
		}
	}
}

// A request is its handler's and the head's; in nobody's hand, every clerk's.
func TestDigestOfRequests(t *testing.T) {
	o := officetest.New(t, t.TempDir()+"/gongkai.db")
	ctx := t.Context()
	r := filed(t, o, "王芳", "")
	look := func(login account.Login) int {
		a, err := o.Store.Account(ctx, login)
		if err != nil {
			t.Fatal(err)
		}
		l, err := notice.Requests{Office: o.Office}.Waiting(ctx, a, r.DueOn)
		if err != nil || len(l.Overdue)+len(l.Soon) != 0 {
			t.Errorf("%s: %+v, %v", login, l, err)
		}
		return len(l.Today)
	}
	check := func(want map[account.Login]int) {
		t.Helper()
		for login, n := range want {
			if got := look(login); got != n {
				t.Errorf("%s: %d, want %d", login, got, n)
			}
		}
	}
	check(map[account.Login]int{"clerk-fgw": 1, "head-fgw": 1, "signer-fgw": 0, "clerk-jyj": 0})
	if _, err := o.OnRequest(ctx, o.As(t, "head-fgw"), r.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Assign(r, "head-fgw", h)
	}); err != nil {
		t.Fatal(err)
	}
	check(map[account.Login]int{"clerk-fgw": 0, "head-fgw": 1})
}
