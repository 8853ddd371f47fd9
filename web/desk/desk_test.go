package desk

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/alexedwards/argon2id"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/store"
	"gongkai/store/storetest"
	"gongkai/web/browser"
	"gongkai/web/page"
)

// town is a small city with a desk on the network: two agencies, in each a
// clerk, a secrecy reviewer and a signer, called clerk.jyj and so on.
type town struct {
	t      *testing.T
	office *office.Office
	desk   *Desk
	site   *page.Site
	server *httptest.Server
	log    *bytes.Buffer

	mu  sync.Mutex
	now time.Time
}

// category is a root of the tree as the edition in force in 2017 has it.
const category = "P01"

const password = "correct horse battery"

// cheap is the hash of password at a price fit for tests; its parameters are
// part of it.
var cheap = sync.OnceValue(func() string {
	h, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		panic(err)
	}
	return h
})

func newTown(t *testing.T) *town {
	t.Helper()
	return townAt(t, storetest.SQLite(t))
}

// townAt is a town whose record lies at the address.
func townAt(t *testing.T, address string) *town {
	t.Helper()
	ctx := context.Background()
	blobs, err := store.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, now: time.Date(2017, 6, 30, 10, 0, 0, 0, calendar.Beijing), log: &bytes.Buffer{}}
	w.office, err = office.New(ctx, storetest.Open(t, address), blobs, w.time)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.office.FoundEmpty(ctx, account.Console, office.CityFile{Code: "CC", Name: "长春市"}); err != nil {
		t.Fatal(err)
	}
	for _, a := range []agency.Agency{
		{Code: "JYJ", Name: "长春市教育局", Short: "市教育局", Kind: agency.Department, Position: 1},
		{Code: "HBJ", Name: "长春市环境保护局", Short: "市环保局", Kind: agency.Department, Position: 2},
	} {
		if _, err := w.office.AddAgency(ctx, account.Console, a); err != nil {
			t.Fatal(err)
		}
		code := strings.ToLower(string(a.Code))
		w.person(account.Login("clerk."+code), "张经办", account.Grant{Role: account.Clerk, Agency: a.Code})
		w.person(account.Login("secrecy."+code), "李保密", account.Grant{Role: account.SecrecyReviewer, Agency: a.Code})
		w.person(account.Login("signer."+code), "王签发", account.Grant{Role: account.Signer, Agency: a.Code})
	}
	w.site = page.NewSite(page.Frame{City: "长春市", Name: "政府信息公开"})
	w.site.Log = slog.New(slog.NewTextHandler(w.log, nil))
	w.desk = &Desk{Office: w.office}
	w.desk.Routes(w.site)
	w.desk.Item = plainly
	w.server = httptest.NewServer(w.site)
	t.Cleanup(w.server.Close)
	return w
}

// plainly stands for the public window, which the desk does not know: the
// title, the body, the files.
func plainly(_ context.Context, p publication.Publication, files string) (templ.Component, error) {
	s := "<h1>" + templ.EscapeString(p.Content.Title) + "</h1>" + p.Content.Body
	for i, a := range p.Content.Attachments {
		s += `<a href="` + string(fileHref(files, i, a.Name)) + `">` + templ.EscapeString(a.Name) + "</a>"
	}
	return page.HTML(s), nil
}

func (w *town) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *town) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *town) person(login account.Login, name string, grants ...account.Grant) account.Account {
	w.t.Helper()
	a, err := w.office.AddAccount(context.Background(), account.Console, account.Account{Login: login, Name: name, PasswordHash: cheap()}, grants)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *town) actor(login account.Login) account.Actor {
	w.t.Helper()
	a, err := w.office.Store.Account(context.Background(), login)
	if err != nil {
		w.t.Fatal(err)
	}
	return account.Of(a)
}

func (w *town) entries() int64 {
	w.t.Helper()
	n, err := w.office.Store.JournalEnd(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// content is a complete one.
func content(title string) publication.Content {
	return publication.Content{Title: title, Number: "长教发〔2017〕9号", Category: category, IssuedOn: calendar.MustDay("2017-06-20"),
		Body: "<p>各县（市）区教育局：</p>", Channels: publication.Website}
}

// draft is one of an agency's in the given state, with all three hands on it.
func (w *town) draft(in agency.Code, state publication.State, attribute publication.Attribute) publication.Draft {
	w.t.Helper()
	ctx, code := context.Background(), strings.ToLower(string(in))
	clerk, secrecy, signer := w.actor(account.Login("clerk."+code)), w.actor(account.Login("secrecy."+code)), w.actor(account.Login("signer."+code))
	d, err := w.office.Start(ctx, clerk, in, content("关于"+string(in)+"的通知"))
	step := func(act func() (publication.Draft, error)) {
		w.t.Helper()
		if err == nil {
			d, err = act()
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
	det := publication.Determination{Attribute: attribute, ReexamineOn: calendar.NoDay}
	if attribute == publication.Withheld {
		edition, _ := regulation.EditionOn(w.office.Today())
		det = publication.Determination{Attribute: attribute, Ground: edition.Grounds[0].Code, Reason: "涉密", ReexamineOn: calendar.MustDay("2018-06-30")}
	}
	step(func() (publication.Draft, error) { return w.office.Determine(ctx, clerk, d.ID, 0, det) })
	if state == publication.Drafting {
		return d
	}
	if state == publication.Discarded {
		step(func() (publication.Draft, error) { return w.office.Discard(ctx, clerk, d.ID, 0) })
		return d
	}
	step(func() (publication.Draft, error) { return w.office.Submit(ctx, clerk, d.ID, 0) })
	if state == publication.Reviewing {
		return d
	}
	step(func() (publication.Draft, error) { return w.office.Clear(ctx, secrecy, d.ID, 0, "") })
	switch state {
	case publication.Scheduled:
		step(func() (publication.Draft, error) {
			return w.office.Schedule(ctx, signer, d.ID, 0, w.time().Add(time.Hour))
		})
	case publication.Kept:
		step(func() (publication.Draft, error) { return w.office.Withhold(ctx, signer, d.ID, 0) })
	case publication.Done:
		step(func() (publication.Draft, error) {
			_, err := w.office.Publish(ctx, signer, d.ID, 0)
			if err != nil {
				return d, err
			}
			return w.office.Store.Draft(ctx, d.ID)
		})
	}
	return d
}

// visitor is a browser without script.
type visitor struct {
	*town
	t      *testing.T
	client *http.Client
	status int
	doc    *goquery.Document
	url    *url.URL // of the page shown
	filled map[string][]string
	files  [][2]string // name, content
}

func (w *town) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return &visitor{town: w, t: w.t, client: &http.Client{Jar: jar}}
}

// as is a visitor signed in.
func (w *town) as(login string) *visitor {
	w.t.Helper()
	v := w.visitor()
	v.get("/desk/sign-in").fill("login", login, "password", password).submit(`form[action="/desk/sign-in"]`, "")
	if v.url.Path != "/desk" {
		w.t.Fatalf("%s was not signed in: %d %s: %s", login, v.status, v.url, v.errors())
	}
	return v
}

func (v *visitor) take(res *http.Response, err error) *visitor {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	v.status, v.url = res.StatusCode, res.Request.URL
	if v.doc, err = goquery.NewDocumentFromReader(bytes.NewReader(body)); err != nil {
		v.t.Fatal(err)
	}
	v.filled, v.files = map[string][]string{}, nil
	for _, fault := range browser.Faults(v.doc) {
		v.t.Errorf("%s: %s", v.url, fault)
	}
	return v
}

func (v *visitor) get(address string) *visitor {
	v.t.Helper()
	return v.take(v.client.Get(v.server.URL + address))
}

func (v *visitor) post(address string, fields ...string) *visitor {
	v.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	return v.take(v.client.PostForm(v.server.URL+address, values))
}

func (v *visitor) errors() string {
	return strings.TrimSpace(v.doc.Find(".govuk-error-summary").Text())
}

// text is what the page says, blanks joined.
func (v *visitor) text() string { return strings.Join(strings.Fields(v.doc.Find("main").Text()), " ") }

func (v *visitor) says(want ...string) *visitor {
	v.t.Helper()
	for _, s := range want {
		if !strings.Contains(v.text(), s) {
			v.t.Fatalf("%s (%d) does not say %q; it says: %.1500s", v.url, v.status, s, v.text())
		}
	}
	return v
}

// fill types into fields before submit; a value given twice for one name is
// chosen beside the first.
func (v *visitor) fill(fields ...string) *visitor {
	if v.filled == nil {
		v.filled = map[string][]string{}
	}
	for i := 0; i+1 < len(fields); i += 2 {
		v.filled[fields[i]] = append(v.filled[fields[i]], fields[i+1])
	}
	return v
}

func (v *visitor) attach(name, content string) *visitor {
	v.files = append(v.files, [2]string{name, content})
	return v
}

// submit sends the form as a browser would: every control with its value,
// overwritten by what was filled in. act is the value of the button act.
func (v *visitor) submit(selector, act string) *visitor {
	v.t.Helper()
	form := v.doc.Find(selector)
	if form.Length() != 1 {
		v.t.Fatalf("%s: %d forms match %s: %.800s", v.url, form.Length(), selector, v.text())
	}
	values := formValues(form)
	for name, list := range v.filled {
		values[name] = list
	}
	if act != "" {
		values.Set("act", act)
	}
	action, _ := form.Attr("action")
	if kind, _ := form.Attr("enctype"); kind != "multipart/form-data" {
		return v.take(v.client.PostForm(v.server.URL+action, values))
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, list := range values {
		for _, value := range list {
			w.WriteField(name, value)
		}
	}
	for _, f := range v.files {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="files"; filename="%s"`, f[0]))
		part, err := w.CreatePart(h)
		if err != nil {
			v.t.Fatal(err)
		}
		io.WriteString(part, f[1])
	}
	w.Close()
	return v.take(v.client.Post(v.server.URL+action, w.FormDataContentType(), &b))
}

func formValues(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input, textarea, select").Each(func(_ int, c *goquery.Selection) {
		name, ok := c.Attr("name")
		if !ok {
			return
		}
		value, _ := c.Attr("value")
		switch {
		case goquery.NodeName(c) == "textarea":
			values.Add(name, c.Text())
		case goquery.NodeName(c) == "select":
			o := c.Find("option[selected]")
			if o.Length() == 0 {
				o = c.Find("option").First()
			}
			value, _ = o.Attr("value")
			values.Add(name, value)
		default:
			kind, _ := c.Attr("type")
			_, checked := c.Attr("checked")
			if kind == "file" || (kind == "checkbox" || kind == "radio") && !checked {
				return
			}
			values.Add(name, value)
		}
	})
	return values
}

var draftAddress = regexp.MustCompile(`^/desk/draft/([0-9]+)`)

// at is the address of the draft whose page is shown.
func (v *visitor) at() string {
	v.t.Helper()
	m := draftAddress.FindString(v.url.Path)
	if m == "" {
		v.t.Fatalf("no draft is shown but %s (%d): %s %.500s", v.url, v.status, v.errors(), v.text())
	}
	return m
}

// do submits one of the deeds of a draft's page.
func (v *visitor) do(path string) *visitor {
	v.t.Helper()
	return v.submit(`form[action="`+v.at()+"/"+path+`"]`, "")
}

// offered is the last parts of the addresses of the forms on the page.
func (v *visitor) offered() map[string]bool {
	set := map[string]bool{}
	v.doc.Find("main form").Each(func(_ int, f *goquery.Selection) {
		action, _ := f.Attr("action")
		set[action[strings.LastIndex(action, "/")+1:]] = true
	})
	return set
}
