package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gongkai/cities"
	"gongkai/law/calendar"
)

func plan(t *testing.T, scale int) *Plan {
	t.Helper()
	p, err := New(scale)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// codes reads the codes of a file of the city.
func codes(t *testing.T, file string) map[string]bool {
	t.Helper()
	text, err := cities.FS.ReadFile("changchun/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct{ Code string }
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	set := map[string]bool{}
	for _, r := range rows {
		if set[r.Code] {
			t.Errorf("%s: %s twice", file, r.Code)
		}
		set[r.Code] = true
	}
	return set
}

var numberForm = regexp.MustCompile(`^(.+)〔(\d{4})〕(\d+)号$`)

// tally walks a plan and checks what must hold of every item.
type tally struct {
	totals  Totals
	items   int
	late    int
	weekend int
	signs   int // characters of all bodies
	titles  map[string]bool
	agency  map[string]int
}

func walk(t *testing.T, p *Plan) tally {
	t.Helper()
	agencies, categories := codes(t, "agencies.json"), codes(t, "categories.json")
	cal := calendar.China()
	sum := tally{titles: map[string]bool{}, agency: map[string]int{}}
	last := map[string]int{} // the last number by series and year
	numbers, rules := map[string]bool{}, 0
	policies := map[string]calendar.Day{} // when a document of the year was published
	var before time.Time
	fail := func(it Item, what string) {
		t.Errorf("%s %s: %s", it.PublishedOn, it.Title, what)
	}
	for it := range p.Items() {
		sum.items++
		if t.Failed() {
			return sum
		}
		switch {
		case !agencies[it.Agency]:
			fail(it, "agency "+it.Agency)
		case !categories[it.Category]:
			fail(it, "category "+it.Category)
		case it.PublishedAt.Before(before):
			fail(it, "published before the one before it")
		case calendar.On(it.PublishedAt) != it.PublishedOn:
			fail(it, "two days of publication")
		case it.IssuedOn > it.PublishedOn:
			fail(it, "issued after it was published")
		case it.Stock != (it.PublishedOn.Year() < 2017):
			fail(it, "stock of 2017, or an item of another year")
		case (it.Normative || it.Category == "A0102") != (it.Validity != ""):
			fail(it, "validity of what has none")
		case (it.EndedOn != calendar.NoDay) != (it.Validity == Repealed || it.Validity == Expired):
			fail(it, "ended and in force")
		case it.EndedOn != calendar.NoDay && it.EndedOn <= it.PublishedOn:
			fail(it, "ended before it was published")
		case it.Title == "" || utf8.RuneCountInString(it.Title) > 100 || strings.ContainsAny(it.Title, "{}<>&"):
			fail(it, "title")
		case !strings.HasPrefix(it.Body, "<p>") || strings.ContainsAny(it.Body, "{}&"):
			fail(it, "body")
		case strings.Contains(it.Body, "88779005") && !it.Stock && it.Agency != "ZFBGT":
			fail(it, "the telephone of the city's office")
		}
		if h := it.PublishedAt.Hour(); h < 8 || h > 16 {
			fail(it, "published at night")
		}
		before = it.PublishedAt
		if it.Interprets != "" {
			sum.totals.Interpretations++
			if want := map[bool]string{true: "figure"}[strings.HasPrefix(it.Title, "一图读懂")]; want != "" && it.Piece != want ||
				strings.HasSuffix(it.Title, "的问答") != (it.Piece == "qa") || it.Piece == "" {
				fail(it, "is a "+it.Piece)
			}
			lag := int(it.PublishedOn - policies[it.Interprets])
			if policies[it.Interprets] == 0 || lag < 0 || lag > 10 || it.Category != "A0108" || it.Channel != Website {
				fail(it, "explains "+it.Interprets+" of "+policies[it.Interprets].String())
			}
		} else if it.Category == "A0108" {
			fail(it, "explains nothing")
		}
		if it.Normative && !it.Stock {
			policies[it.Number] = it.PublishedOn
		}
		if it.Number != "" && it.Category == "A0102" {
			if numbers[it.Number] || it.Normative {
				fail(it, it.Number)
			}
			if numbers[it.Number] = true; !it.Stock {
				sum.totals.Rules++
			}
			rules++
		} else if it.Number != "" {
			m := numberForm.FindStringSubmatch(it.Number)
			if m == nil || m[2] != it.IssuedOn.String()[:4] && it.PublishedOn >= newYear {
				fail(it, it.Number)
				continue
			}
			if numbers[it.Number] {
				fail(it, it.Number+" twice")
			}
			numbers[it.Number] = true
			n, _ := strconv.Atoi(m[3])
			last[m[1]+m[2]] = max(last[m[1]+m[2]], n)
		}
		if it.Normative && (it.Validity == InForce || it.Validity == Amended) {
			sum.totals.InForce++
		}
		if it.Stock {
			sum.totals.Stock++
			continue
		}
		switch it.Channel {
		case Website:
			sum.totals.Website++
		case Gazette:
			sum.totals.Gazette++
		case Weibo:
			sum.totals.Weibo++
		case WeChat:
			sum.totals.WeChat++
		case Other:
			sum.totals.Other++
		}
		if it.Normative {
			sum.totals.Normative++
		}
		if cal.WorkingDaysBetween(it.IssuedOn, it.PublishedOn) > 20 {
			sum.late++
		}
		if !cal.Working(it.PublishedOn) {
			sum.weekend++
		}
		sum.signs += utf8.RuneCountInString(it.Body)
		sum.titles[it.Title] = true
		sum.agency[it.Agency]++
	}
	if p.Scale == 1 {
		// No number is left out.
		want := 0
		for _, n := range last {
			want += n
		}
		if want != len(numbers)-rules {
			t.Errorf("%d numbers given, the series end at %d", len(numbers)-rules, want)
		}
	}
	return sum
}

func TestYearIsTheReports(t *testing.T) {
	if testing.Short() {
		t.Skip("the whole year takes some seconds")
	}
	p := plan(t, 1)
	got := walk(t, p)
	want := Totals{Website: 959_223, Gazette: 1_238, Weibo: 23_104, WeChat: 39_516 - 23_104, Other: 130_093,
		Normative: 1_069, Rules: 4, Interpretations: 736, Stock: 702 + 36, InForce: 1_503}
	if got.totals != want || p.Totals != want {
		t.Fatalf("told %+v\nplanned %+v\nreport  %+v", got.totals, p.Totals, want)
	}
	if n := want.Published(); n != 1_130_070 {
		t.Errorf("published %d", n)
	}
	year := float64(want.Published())
	for _, c := range []struct {
		what       string
		got        float64
		least, max float64
	}{
		{"different titles", float64(len(got.titles)) / year, 0.95, 1},
		{"late beyond 20 working days", float64(got.late) / year, 0.02, 0.04},
		{"on days off", float64(got.weekend) / year, 0.005, 0.05},
		{"characters of a body", float64(got.signs) / year, 180, 220},
		{"agencies", float64(len(got.agency)), 68, 68},
	} {
		if c.got < c.least || c.got > c.max {
			t.Errorf("%s: %.3f, want %g to %g", c.what, c.got, c.least, c.max)
		}
	}
	for _, a := range p.city.of("county") {
		if n := got.agency[a.Code]; n < 20_000 {
			t.Errorf("%s published only %d", a.Name, n)
		}
	}
}

func TestScales(t *testing.T) {
	for _, c := range []struct {
		scale int
		want  Totals
	}{
		{100, Totals{Website: 9_592, Gazette: 12, Weibo: 230, WeChat: 165, Other: 1_301, Normative: 11, Rules: 1, Interpretations: 7, Stock: 12 + 4 + 2, InForce: 23}},
		{1000, Totals{Website: 959, Gazette: 6, Weibo: 23, WeChat: 17, Other: 130, Normative: 8, Rules: 1, Interpretations: 5, Stock: 18, InForce: 20}},
		{10_000_000, Totals{Website: 30, Gazette: 6, Weibo: 3, WeChat: 3, Other: 6, Normative: 8, Rules: 1, Interpretations: 5, Stock: 18, InForce: 20}},
	} {
		p := plan(t, c.scale)
		got := walk(t, p)
		if p.Totals != c.want || got.totals != c.want {
			t.Errorf("scale %d: told %+v\nplanned %+v\nwant    %+v", c.scale, got.totals, p.Totals, c.want)
		}
		if got.items != c.want.Items() {
			t.Errorf("scale %d: %d items, want %d", c.scale, got.items, c.want.Items())
		}
	}
	for _, scale := range []int{0, -1} {
		if _, err := New(scale); !errors.Is(err, ErrScale) {
			t.Errorf("scale %d: %v", scale, err)
		}
	}
}

func TestNamedDocuments(t *testing.T) {
	for _, scale := range []int{1, 7, 100, 5000} {
		found := map[string]string{}
		for it := range plan(t, scale).Items() {
			if it.Normative && it.Agency == "ZFBGT" && it.Validity == InForce && it.Channel == Website && !it.Stock {
				found[it.Number] = it.Title
			}
		}
		for number, title := range map[string]string{
			"长府办发〔2017〕54号": "长春市人民政府办公厅关于全面推进政务公开的实施意见",
			"长府办函〔2017〕15号": "长春市人民政府办公厅关于印发2017年政务公开重点工作任务分工的通知",
		} {
			if found[number] != title {
				t.Errorf("scale %d: %s is %q", scale, number, found[number])
			}
		}
	}
}

func TestStockBeginsIn1981(t *testing.T) {
	for it := range plan(t, 1).Items() {
		if it.Validity == InForce {
			if y := it.IssuedOn.Year(); y != 1981 {
				t.Errorf("the first document in force is of %d", y)
			}
			return
		}
	}
	t.Error("nothing in force")
}

// The fingerprint of the first items at scale 100. It changes when a text or
// the way of choosing changes, and then every demonstration city does too.
const fingerprint = "5a37f91a4b8430e6"

func TestSameBytes(t *testing.T) {
	sign := func() string {
		h := sha256.New()
		n := 0
		for it := range plan(t, 100).Items() {
			put(h, it)
			if n++; n == 5000 {
				break
			}
		}
		return hex.EncodeToString(h.Sum(nil)[:8])
	}
	first, second := sign(), sign()
	if first != second {
		t.Errorf("two runs differ: %s, %s", first, second)
	}
	if first != fingerprint {
		t.Errorf("fingerprint %s, want %s", first, fingerprint)
	}
}

func put(h hash.Hash, it Item) {
	text, _ := json.Marshal(it)
	h.Write(text)
}

func TestLife(t *testing.T) {
	agencies, categories := codes(t, "agencies.json"), codes(t, "categories.json")
	states := map[State]int{}
	for _, s := range Life() {
		states[s.State]++
		switch {
		case !agencies[s.Agency]:
			t.Errorf("%s: agency %s", s.Title, s.Agency)
		case !categories[s.Category]:
			t.Errorf("%s: category %s", s.Title, s.Category)
		case !strings.HasPrefix(s.Body, "<p>"):
			t.Errorf("%s: body", s.Title)
		case (s.State == Withheld || s.State == OnRequest) && (s.Why == "" || s.ReexamineIn <= 0):
			t.Errorf("%s: kept back without a reason and a day to look again", s.Title)
		case (s.State == Withheld) != (s.Ground != ""):
			t.Errorf("%s: ground %q", s.Title, s.Ground)
		case (s.State == Returned || s.State == Withdrawn) && s.Why == "":
			t.Errorf("%s: no reason", s.Title)
		case s.PublishedAgo > s.IssuedAgo || s.WithdrawnAgo > s.PublishedAgo:
			t.Errorf("%s: out of order", s.Title)
		case s.State == Consulting && len(s.Consulted) == 0:
			t.Errorf("%s: nobody consulted", s.Title)
		}
		ago := s.PublishedAgo
		for _, r := range s.Revisions {
			if r.Ago > ago || r.Change == "" || r.Body == s.Body {
				t.Errorf("%s: revision %q", s.Title, r.Change)
			}
			ago = r.Ago
		}
		for _, c := range s.Consulted {
			if !agencies[c.Agency] || c.Agency == s.Agency || c.Answer == "object" && c.Words == "" {
				t.Errorf("%s: consulted %+v", s.Title, c)
			}
		}
	}
	for _, s := range []State{Drafting, Returned, Consulting, Reviewing, Signing, Scheduled, Withheld, OnRequest, Published, Withdrawn} {
		if states[s] == 0 {
			t.Errorf("no story is %s", s)
		}
	}
}

func TestAccounts(t *testing.T) {
	agencies := codes(t, "agencies.json")
	roles := map[string]bool{}
	for _, a := range Accounts() {
		if roles[a.Role] {
			t.Errorf("role %s twice", a.Role)
		}
		roles[a.Role] = true
		if a.Agency != "" && !agencies[a.Agency] {
			t.Errorf("%s: agency %s", a.Login, a.Agency)
		}
	}
	for _, r := range []string{"clerk", "reviewer", "secrecy_reviewer", "signer", "head", "city_office", "leader", "assessor", "system_admin", "security_admin", "audit_admin"} {
		if !roles[r] {
			t.Errorf("nobody is %s", r)
		}
	}
}

func BenchmarkItems(b *testing.B) {
	p, err := New(1)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for range p.Items() {
			if n++; n%10_000 == 0 {
				break
			}
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "items/s")
}
