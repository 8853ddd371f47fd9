package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
	"gongkai/store/storetest"
	"gongkai/web/desk"
)

// What the desk shows before publication is what the public window shows
// afterwards, but for what only publication gives.
func TestPreviewIsThePage(t *testing.T) {
	ctx := t.Context()
	now := time.Date(2017, 8, 1, 1, 0, 0, 0, time.UTC)
	blobs, err := store.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o, err := office.New(ctx, storetest.Open(t, storetest.SQLite(t)), blobs, func() time.Time { return now })
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	must(o.FoundEmpty(ctx, account.Console, office.CityFile{Code: "CC", Name: "长春市"}))
	_, err = o.AddAgency(ctx, account.Console, agency.Agency{Code: "JYJ", Name: "长春市教育局", Short: "市教育局", Kind: agency.Department, Position: 1})
	must(err)
	const password = "一个不好猜的长口令 12"
	hash, err := office.HashPassword(ctx, password)
	must(err)
	hands := map[account.Role]account.Actor{}
	for _, role := range []account.Role{account.Clerk, account.SecrecyReviewer, account.Signer} {
		a, err := o.AddAccount(ctx, account.Console, account.Account{Login: account.Login(strings.ReplaceAll(string(role), "_", ".")), Name: role.Name(), PasswordHash: hash},
			[]account.Grant{{Role: role, Agency: "JYJ"}})
		must(err)
		hands[role] = account.Of(a)
	}
	// One dot: a picture that can be looked into.
	const dot = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
	image, _, err := blobs.Put(ctx, strings.NewReader(dot))
	must(err)
	content := publication.Content{Title: "关于招生的通知", Number: "长教发〔2017〕9号", Category: "P01", IssuedOn: calendar.MustDay("2017-07-20"),
		Body: `<p>各学校：</p><p><img src="/file/` + image + `" alt="图"></p>`, Channels: publication.Website,
		Attachments: []publication.Attachment{{Name: "图 1.gif", SHA256: image, Size: int64(len(dot)), Type: "image/gif"}}}
	d, err := o.Start(ctx, hands[account.Clerk], "JYJ", content)
	must(err)

	s, err := newServer(ctx, o, serverOptions{log: slog.New(slog.DiscardHandler)})
	must(err)
	var session []*http.Cookie
	ask := func(method, path string, form url.Values) *http.Response {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, c := range session {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		s.site.ServeHTTP(w, r)
		return w.Result()
	}
	article := func(path string) string {
		t.Helper()
		res := ask("GET", path, nil)
		doc, err := goquery.NewDocumentFromReader(res.Body)
		must(err)
		a := doc.Find("article")
		if res.StatusCode != 200 || a.Find(".app-facts").Length() != 1 || a.Find(".app-document img").Length() != 1 {
			t.Fatalf("%s: %d, without the item", path, res.StatusCode)
		}
		if src := a.Find(".app-document img").AttrOr("src", ""); ask("GET", src, nil).StatusCode != 200 {
			t.Errorf("%s: the image at %s is not seen", path, src)
		}
		if strings.HasPrefix(path, "/desk/") && doc.Find(`form[action="/my/save"]`).Length() != 0 {
			t.Error("the preview offers to keep what is not public")
		}
		return strings.Join(markup(a), "\n")
	}
	for _, c := range ask("POST", "/desk/sign-in", url.Values{"login": {"clerk"}, "password": {password}}).Cookies() {
		if c.Name == desk.SessionCookie {
			session = append(session, c)
		}
	}
	preview := article("/desk/draft/1/preview")

	_, err = o.Determine(ctx, hands[account.Clerk], d.ID, 0, publication.Determination{Attribute: publication.Proactive, ReexamineOn: calendar.NoDay})
	must(err)
	_, err = o.Submit(ctx, hands[account.Clerk], d.ID, 0)
	must(err)
	_, err = o.Clear(ctx, hands[account.SecrecyReviewer], d.ID, 0, "")
	must(err)
	p, err := o.Publish(ctx, hands[account.Signer], d.ID, 0)
	must(err)
	session = nil
	want := strings.NewReplacer("/item/"+p.Index+"/file/1/", "/desk/draft/1/file/", p.Index, "公开时编定",
		"td govuk-table__cell\ntime   "+p.PublishedOn().String(), "td govuk-table__cell  公开当日").Replace(article("/item/" + p.Index))
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(preview, "\n")); diff != "" {
		t.Errorf("the public page (-) and the desk (+):\n%s", diff)
	}
}

// markup is the elements within one, in their order, each with its name, class,
// address and words of its own.
func markup(in *goquery.Selection) []string {
	var list []string
	in.Find("*").Each(func(_ int, e *goquery.Selection) {
		words := e.Clone()
		words.Children().Remove()
		line := goquery.NodeName(e) + " " + e.AttrOr("class", "") + " " + e.AttrOr("href", "") + e.AttrOr("src", "") + " " +
			strings.Join(strings.Fields(words.Text()), " ")
		list = append(list, strings.TrimSpace(line))
	})
	return list
}
