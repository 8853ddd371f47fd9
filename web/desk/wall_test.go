package desk

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// rooms is one thing of an agency in every state it can be in.
type rooms struct {
	drafts []publication.Draft
	item   publication.Publication
}

func (w *town) rooms(in agency.Code) rooms {
	var r rooms
	for _, s := range publication.States {
		attribute := publication.Proactive
		if s.State == publication.Kept {
			attribute = publication.Withheld
		}
		d := w.draft(in, s.State, attribute)
		r.drafts = append(r.drafts, d)
		if s.State == publication.Done {
			p, err := w.office.Store.Publication(context.Background(), d.Publication)
			if err != nil {
				w.t.Fatal(err)
			}
			r.item = p
		}
	}
	return r
}

// bodies is something to post to every route, as complete as its form.
func bodies(d publication.Draft) []string {
	return []string{"stamp", number(d.Stamp), "agency", string(d.Agency), "title", "别家改的", "attribute", "proactive", "act", "draft",
		"why", "理由", "return_why", "理由", "words", "意见", "withdraw_why", "理由", "consult", "JYJ", "answer", "concur", "channel", "weibo",
		"result", "open", "reexamine_why", "理由", "when-year", "2017", "when-month", "7", "when-day", "3", "when_time", "9:00"}
}

var hole = regexp.MustCompile(`\{[a-z]+\}`)

// Everybody of one agency walks every route of the desk with the things of
// another: there is nothing there, and nothing is left behind (hard case 23).
func TestOtherAgenciesThingsAreNotThere(t *testing.T) {
	w := newTown(t)
	theirs := w.rooms("HBJ")
	w.person("head.jyj", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
	w.person("reviewer.jyj", "孙审核", account.Grant{Role: account.Reviewer, Agency: "JYJ"})
	for _, login := range []string{"clerk.jyj", "reviewer.jyj", "secrecy.jyj", "signer.jyj", "head.jyj"} {
		v := w.as(login)
		before, walked := w.entries(), 0
		for _, route := range w.site.Routes() {
			method, pattern, _ := strings.Cut(route.Pattern, " ")
			if !strings.HasPrefix(pattern, "/desk/draft/{") && !strings.HasPrefix(pattern, "/desk/publication/{") {
				continue
			}
			for _, d := range theirs.drafts {
				code, serial, _ := strings.Cut(theirs.item.Index, "/")
				address := strings.NewReplacer("{id}", number(d.ID), "{code}", code, "{serial}", serial, "{n}", "1", "{page}", "1.png", "{name}", "x").Replace(pattern)
				if hole.MatchString(address) {
					t.Fatalf("the walk does not know how to fill %s", address)
				}
				walked++
				if method == "GET" {
					v.get(address)
				} else {
					v.post(address, bodies(d)...)
				}
				if v.status != http.StatusNotFound && v.status != http.StatusForbidden {
					t.Errorf("%s: %s %s: %d", login, method, address, v.status)
				}
				// Somebody's own thing that is not there answers alike.
				if v.status == http.StatusForbidden && !strings.Contains(v.text(), page.ErrForbidden.Error()) {
					t.Errorf("%s: %s says more than that it is forbidden: %s", login, address, v.text())
				}
			}
		}
		if walked < 100 {
			t.Errorf("only %d addresses were walked", walked)
		}
		for _, address := range []string{"/desk", "/desk/drafts", "/desk/drafts?agency=JYJ", "/desk/consultations", "/desk/withheld", "/desk/withheld/examine", "/desk/conversions", "/desk/publications", "/desk/publications?q=" + theirs.item.Index, "/desk/publications?q=长教发〔2017〕9号"} {
			if v.get(address); v.status == http.StatusOK && strings.Contains(v.text(), "关于HBJ的通知") {
				t.Errorf("%s sees another agency's thing at %s", login, address)
			}
		}
		for _, address := range []string{"/desk/drafts?agency=HBJ", "/desk/conversions?agency=HBJ", "/desk/publications?agency=HBJ"} {
			if v.get(address); v.status == http.StatusOK {
				t.Errorf("%s: %s: %d", login, address, v.status)
			}
		}
		if v.post("/desk/draft/new", bodies(theirs.drafts[0])...); v.status == http.StatusOK {
			t.Errorf("%s drafts for another agency: %d", login, v.status)
		}
		if after := w.entries(); after != before {
			t.Errorf("%s left %d entries behind", login, after-before)
		}
	}
}

// For every role and state the page offers what the two tables allow, no more
// and no less; and posting an act not offered leaves no entry (hard case 11).
func TestOffersAreTheTables(t *testing.T) {
	w := newTown(t)
	things := w.rooms("JYJ").drafts
	things = append(things, w.draft("JYJ", publication.Signing, publication.Withheld))
	for _, role := range account.Roles {
		login := account.Login("other." + strings.ReplaceAll(string(role.Role), "_", "-"))
		in := agency.Code("JYJ")
		if role.Span == account.City {
			in = ""
		}
		w.person(login, "某人", account.Grant{Role: role.Role, Agency: in})
		v, actor := w.as(string(login)), w.actor(login)
		for _, d := range things {
			name := fmt.Sprintf("%s, %s, %s", role.Role, d.State, d.Attribute)
			want := map[string]bool{}
			for _, move := range publication.Moves {
				path := strings.TrimPrefix(string(move.Act), "draft.")
				switch move.Act {
				case journal.Publish:
					// Only the clock publishes what is scheduled; what is not
					// proactive is withheld instead.
					if path = "publish"; d.State == publication.Scheduled || d.Attribute != publication.Proactive {
						continue
					}
				case journal.Revise, journal.DraftMove, journal.DraftReaddress, journal.DraftGoBack, journal.DraftLapse, journal.DraftConcur, journal.DraftDetermine:
					continue // the same form, another window, or not asked here
				case journal.DraftMask, journal.DraftCleanFile, journal.DraftOverride, journal.DraftOverrideAgree, journal.DraftPlan, journal.DraftExempt:
					continue // offered where the gate found something, or for a policy: tests of their own
				case journal.DraftTrace, journal.DraftSplit, journal.DraftRefer, journal.DraftDecide, journal.DraftAnswerSecrecy:
					continue // the same form, a page of its own, or of what another agency or authority said: tests of their own
				case journal.DraftSchedule:
					if d.Attribute != publication.Proactive {
						continue
					}
				case journal.DraftWithhold:
					if d.Attribute == publication.Proactive {
						continue
					}
				}
				if slices.Contains(move.From, d.State) && actor.May(move.Act, d.Agency) {
					want[path] = true
				}
			}
			got := map[string]bool{}
			if v.get("/desk/draft/" + number(d.ID)); v.status == http.StatusOK {
				if got = v.offered(); v.doc.Find(`a[href$="/edit"]`).Length() > 0 {
					got["edit"] = true
				}
				delete(got, "sign-out")
			} else if actor.May(account.LookDrafts, d.Agency) {
				t.Errorf("%s: %d", name, v.status)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: the page offers %v, the tables %v", name, got, want)
			}
			for _, deed := range deeds {
				if want[deed.Path] {
					continue
				}
				before := w.entries()
				v.post("/desk/draft/"+number(d.ID)+"/"+deed.Path, bodies(d)...)
				if v.status < 400 || v.status >= 500 {
					t.Errorf("%s: posting %s: %d", name, deed.Path, v.status)
				}
				if !actor.May(deed.act(d), d.Agency) && v.status != http.StatusForbidden && v.status != http.StatusNotFound {
					t.Errorf("%s: posting the forbidden %s: %d", name, deed.Path, v.status)
				}
				if n := w.entries() - before; n != 0 {
					t.Errorf("%s: posting %s left %d entries", name, deed.Path, n)
				}
			}
		}
	}
}

// The three hands are three people, whatever roles one of them holds.
func TestThreeHandsAreThreePeople(t *testing.T) {
	w := newTown(t)
	w.person("all.jyj", "全能者", account.Grant{Role: account.Clerk, Agency: "JYJ"},
		account.Grant{Role: account.SecrecyReviewer, Agency: "JYJ"}, account.Grant{Role: account.Signer, Agency: "JYJ"})
	v := w.as("all.jyj")
	v.get("/desk/draft/new").fillDraft("一人包办").submit("form[enctype]", "submit").says("已送保密审查", "须由另一位同事办理")
	address := v.at()
	if v.offered()["clear"] {
		t.Error("the drafter is offered to clear")
	}
	d, err := w.office.Store.Draft(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if v.post(address+"/clear", "stamp", number(d.Stamp)).says("起草、保密审查、签发须由三人分别办理"); v.status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", v.status)
	}
	w.as("secrecy.jyj").get(address).do("clear").says("保密审查通过")
	if v.get(address); v.offered()["publish"] {
		t.Error("the drafter is offered to sign")
	}
}

// What waits adds up: every open draft lies on one pile and at one place of
// the clock.
func TestHomeAddsUp(t *testing.T) {
	w := newTown(t)
	w.rooms("JYJ")
	w.draft("JYJ", publication.Signing, publication.Withheld)
	for _, login := range []string{"clerk.jyj", "secrecy.jyj", "signer.jyj"} {
		v := w.as(login).get("/desk")
		drafts, err := w.office.Store.OpenDrafts(context.Background(), "JYJ")
		if err != nil {
			t.Fatal(err)
		}
		piles, clocks := 0, 0
		v.doc.Find("main section h2:not(#reports) .app-count").Each(func(_ int, s *pageSelection) { piles += atoi(t, s.Text()) })
		v.doc.Find("main .app-grid strong").Each(func(_ int, s *pageSelection) {
			if !s.HasClass("govuk-tag") {
				clocks += atoi(t, strings.TrimSuffix(s.Text(), " 件"))
			}
		})
		if piles != len(drafts) || clocks != len(drafts) {
			t.Errorf("%s: %d open drafts, %d on the piles, %d on the clocks", login, len(drafts), piles, clocks)
		}
		listed := 0 // each figure of the clocks opens the drafts it counts
		behind := map[string]int{}
		v.doc.Find("main .app-grid a[href^='/desk?clock=']").Each(func(_ int, a *pageSelection) {
			behind[a.AttrOr("href", "")] = atoi(t, strings.TrimSuffix(a.Text(), " 件"))
		})
		for href, n := range behind {
			rows := v.get(href).doc.Find("main section tbody tr").Length()
			if rows != n {
				t.Errorf("%s: %s says %d, lists %d", login, href, n, rows)
			}
			listed += rows
		}
		if listed != len(drafts) {
			t.Errorf("%s: %d open drafts, %d behind the clocks", login, len(drafts), listed)
		}
	}
}

func TestClockOfADraft(t *testing.T) {
	w := newTown(t) // 2017-06-30, a Friday
	for _, c := range []struct {
		issued, words, colour string
		attribute             publication.Attribute
	}{
		{"2017-06-20", "还有 12 个工作日", "grey", publication.Proactive},
		{"2017-06-05", "还有 1 个工作日", "orange", publication.Proactive},
		{"2017-06-02", "今天到期", "orange", publication.Proactive},
		{"2017-06-01", "逾期 1 个工作日", "red", publication.Proactive},
		{"2017-05-31", "逾期 2 个工作日", "red", ""},
		{"2017-05-31", "不适用", "grey", publication.OnRequest},
	} {
		d := publication.Draft{Attribute: c.attribute, Content: content("x")}
		d.Content.IssuedOn = day0(c.issued)
		u := w.desk.dueOf(d)
		if got := u.Words(context.Background()); got != c.words || u.Colour() != c.colour {
			t.Errorf("issued %s: %s, %s; want %s, %s", c.issued, got, u.Colour(), c.words, c.colour)
		}
	}
	// It stops on the day it is made public.
	for _, c := range []struct{ issued, change, words, colour string }{
		{"2017-06-02", "", "按期公开", "green"},
		{"2017-06-01", "", "逾期 1 个工作日", "red"},
		{"2017-06-01", "更正", "更新已公开的信息", "grey"},
	} {
		d := publication.Draft{ID: 1, Publication: 1, State: publication.Done, Attribute: publication.Proactive, Change: c.change, Content: content("x")}
		d.Content.IssuedOn = day0(c.issued)
		u := w.desk.dueThen(d, publication.Publication{ID: 1, PublishedAt: day0("2017-06-30").Start()})
		if got := u.Words(context.Background()); got != c.words || u.Colour() != c.colour {
			t.Errorf("issued %s, then public: %s, %s; want %s, %s", c.issued, got, u.Colour(), c.words, c.colour)
		}
	}
}
