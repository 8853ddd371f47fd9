package stage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/cities"
	"gongkai/demo"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

// settings is what the city's letters say of whom to turn to, and what its
// gazette is, until somebody sets it otherwise.
var settings = map[string]string{
	"reconsideration": "长春市人民政府",
	"court":           "长春铁路运输法院",
	// It determines what an agency cannot (art. 17).
	"secrecy_authority": "长春市国家保密局",
	"pay":               "自收到本通知之日起，持缴款码到本市非税收入代收银行缴纳",
	"gazette":           demo.GazetteName,
	"gazette_agency":    demo.GazetteEditor,
}

// Found makes Changchun and opens a sign-in for each role; a second call does
// what is missing.
func Found(ctx context.Context, o *office.Office) error {
	founded, err := o.Founded(ctx)
	if err != nil {
		return err
	}
	if !founded {
		folder, err := fs.Sub(cities.FS, "changchun")
		if err != nil {
			return err
		}
		if err := o.Found(ctx, account.Console, folder); err != nil {
			return err
		}
	}
	for key, value := range settings {
		if kept, err := o.Store.City(ctx, key); err != nil {
			return err
		} else if kept == "" {
			if err := o.Set(ctx, account.Console, key, value); err != nil {
				return err
			}
		}
	}
	for _, a := range demo.Accounts() {
		if _, err := o.Store.Account(ctx, account.Login(a.Login)); err == nil {
			continue
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		hash, err := office.HashPassword(ctx, a.Password)
		if err != nil {
			return err
		}
		person := account.Account{Login: account.Login(a.Login), Name: a.Name, PasswordHash: hash}
		grants := []account.Grant{{Role: account.Role(a.Role), Agency: agency.Code(a.Agency)}}
		if grants[0].Role == account.CityOffice { // it writes the city's own report
			grants = append(grants, account.Grant{Role: account.Clerk, Agency: "CC"}, account.Grant{Role: account.Head, Agency: "CC"})
		}
		if _, err := o.AddAccount(ctx, account.Console, person, grants); err != nil {
			return fmt.Errorf("demo account %s: %w", a.Login, err)
		}
	}
	return nil
}

// played is the follower position that remembers how many stories were told.
const played = "demo/stories"

// Stories lets what lies on the desks happen, each story on its own days
// before now. It must follow [Found].
func Stories(ctx context.Context, o *office.Office) error {
	stories := demo.Life()
	done, err := o.Store.Position(ctx, played)
	if err != nil {
		return err
	}
	for i := int(done); i < len(stories); i++ {
		if err := tell(ctx, o, stories[i]); err != nil {
			return fmt.Errorf("story %q: %w", stories[i].Title, err)
		}
		if err := o.Store.Advance(ctx, played, int64(i+1)); err != nil {
			return err
		}
	}
	return nil
}

// teller acts in one story: an office whose clock stands where the story is,
// and three people of its agency.
type teller struct {
	*office.Office
	now, loaded            time.Time
	today                  calendar.Day
	clerk, secrecy, signer account.Actor
	story                  demo.Story
}

func tell(ctx context.Context, real *office.Office, s demo.Story) error {
	t, err := newTeller(ctx, real, s)
	if err != nil {
		return err
	}
	return t.play(ctx)
}

func newTeller(ctx context.Context, real *office.Office, s demo.Story) (*teller, error) {
	t := &teller{story: s, today: real.Today()}
	var err error
	if t.Office, err = office.New(ctx, real.Store, real.Blobs, func() time.Time { return t.now }); err != nil {
		return nil, err
	}
	t.now, t.loaded = real.Now(), real.Now()
	for _, part := range []struct {
		role  account.Role
		login string
		actor *account.Actor
	}{
		{account.Clerk, "clerk", &t.clerk},
		{account.SecrecyReviewer, "secrecy", &t.secrecy},
		{account.Signer, "signer", &t.signer},
	} {
		if *part.actor, err = t.person(ctx, part.login, part.role); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// person is the sign-in of the role in the story's agency; where [demo.Accounts]
// has none, a colleague who cannot sign in.
func (t *teller) person(ctx context.Context, login string, role account.Role) (account.Actor, error) {
	in := agency.Code(t.story.Agency)
	if in != "ZFBGT" {
		login += "." + strings.ToLower(string(in))
	}
	a, err := t.Store.Account(ctx, account.Login(login))
	if errors.Is(err, store.ErrNotFound) {
		person := account.Account{Login: account.Login(login), Name: demo.Colleague(login)}
		a, err = t.AddAccount(ctx, account.Console, person, []account.Grant{{Role: role, Agency: in}})
	}
	return account.Of(a), err
}

// back is so many working days before today; today for 0.
func (t *teller) back(days int) calendar.Day {
	if days == 0 {
		return t.today
	}
	return t.Calendar().Add(t.today, -days)
}

// ago puts the clock on the morning so many working days before today.
func (t *teller) ago(days int) { t.at(t.back(days)) }

func (t *teller) at(d calendar.Day) {
	t.now = d.Start().Add(9*time.Hour + 20*time.Minute)
	if d >= t.today {
		t.now = t.loaded
	}
}

func (t *teller) content() publication.Content {
	s := t.story
	c := publication.Content{
		Title: s.Title, Category: s.Category, Body: s.Body, Keywords: s.Keywords,
		Stage: publication.Stage(s.Stage), Matter: s.Matter, IssuedOn: t.back(s.IssuedAgo), Channels: publication.Website,
	}
	return c
}

func (t *teller) play(ctx context.Context) error {
	s := t.story
	t.ago(s.IssuedAgo)
	if s.State == demo.Published || s.State == demo.Withdrawn {
		t.ago(max(s.PublishedAgo, 0))
	}
	d, err := t.Start(ctx, t.clerk, agency.Code(s.Agency), t.content())
	if err != nil {
		return err
	}
	if s.State == demo.Drafting {
		return nil
	}
	if d, err = t.determine(ctx, d); err != nil {
		return err
	}
	if d, err = t.consult(ctx, d); err != nil || s.State == demo.Consulting {
		return err
	}
	if s.Override != "" {
		if d, err = t.override(ctx, d); err != nil {
			return err
		}
	}
	if d, err = t.Submit(ctx, t.clerk, d.ID, d.Stamp); err != nil || s.State == demo.Reviewing {
		return err
	}
	if s.State == demo.Returned {
		_, err = t.Return(ctx, t.secrecy, d.ID, d.Stamp, s.Why)
		return err
	}
	if d, err = t.Clear(ctx, t.secrecy, d.ID, d.Stamp, "未发现涉密内容"); err != nil {
		return err
	}
	switch s.State {
	case demo.Signing:
		return nil
	case demo.Scheduled:
		_, err = t.Schedule(ctx, t.signer, d.ID, d.Stamp, t.Calendar().Add(t.today, s.GoesOutIn).Start().Add(8*time.Hour+30*time.Minute))
		return err
	case demo.Withheld, demo.OnRequest:
		_, err = t.Withhold(ctx, t.signer, d.ID, d.Stamp)
		return err
	}
	p, err := t.Publish(ctx, t.signer, d.ID, d.Stamp)
	if err != nil {
		return err
	}
	for _, r := range s.Revisions {
		if err := t.revise(ctx, p.ID, r); err != nil {
			return err
		}
	}
	if s.State == demo.Withdrawn {
		t.ago(s.WithdrawnAgo)
		_, err = t.Withdraw(ctx, t.signer, p.ID, s.Why, "")
	}
	return err
}

func (t *teller) determine(ctx context.Context, d publication.Draft) (publication.Draft, error) {
	s := t.story
	what := publication.Determination{Attribute: publication.Proactive, ReexamineOn: calendar.NoDay}
	switch s.State {
	case demo.Withheld:
		what.Attribute, what.Ground = publication.Withheld, s.Ground
	case demo.OnRequest:
		what.Attribute = publication.OnRequest
	}
	if what.Attribute != publication.Proactive {
		what.Reason, what.ReexamineOn = s.Why, t.Calendar().Add(t.today, s.ReexamineIn)
	}
	return t.Determine(ctx, t.clerk, d.ID, d.Stamp, what)
}

// consult asks the agencies of the story on the day that leaves them the days
// it tells, and lets those answer who did.
func (t *teller) consult(ctx context.Context, d publication.Draft) (publication.Draft, error) {
	for _, c := range t.story.Consulted {
		t.ago(max(publication.ConsultDays-c.DueIn, 0))
		asked, err := t.Consult(ctx, t.clerk, d.ID, d.Stamp, agency.Code(c.Agency))
		if err != nil {
			return d, err
		}
		d = asked
		if c.Answer == "" {
			continue
		}
		if d, err = t.Concur(ctx, colleague(agency.Code(c.Agency)), d.ID, d.Stamp, agency.Code(c.Agency), c.Answer == "concur", c.Words); err != nil {
			return d, err
		}
	}
	return d, nil
}

// override lets everything stand that the gate stops in the draft: the drafter
// asks, the secrecy reviewer agrees.
func (t *teller) override(ctx context.Context, d publication.Draft) (publication.Draft, error) {
	s, err := t.Screening(ctx, d)
	if err != nil {
		return d, err
	}
	var marks []string
	for _, f := range d.Stopping(s) {
		marks = append(marks, f.Mark())
	}
	if d, err = t.Override(ctx, t.clerk, d.ID, d.Stamp, marks, t.story.Override); err != nil {
		return d, err
	}
	return t.AgreeOverride(ctx, t.secrecy, d.ID, d.Stamp, marks, true, "")
}

func (t *teller) revise(ctx context.Context, id int64, r demo.Revision) error {
	t.ago(r.Ago)
	d, err := t.StartRevision(ctx, t.clerk, id)
	if err != nil {
		return err
	}
	c := d.Content
	c.Title, c.Body = r.Title, r.Body
	if d, err = t.Edit(ctx, t.clerk, d.ID, d.Stamp, c, r.Change); err != nil {
		return err
	}
	if d, err = t.Submit(ctx, t.clerk, d.ID, d.Stamp); err != nil {
		return err
	}
	if d, err = t.Clear(ctx, t.secrecy, d.ID, d.Stamp, "未发现涉密内容"); err != nil {
		return err
	}
	_, err = t.Publish(ctx, t.signer, d.ID, d.Stamp)
	return err
}
