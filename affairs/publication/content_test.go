package publication

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"gongkai/law/calendar"
)

// The brackets round the year are printed as the standard has them, whatever
// was typed; other brackets stay.
func TestNumberBrackets(t *testing.T) {
	for typed, want := range map[string]string{
		" 长府办发[2017]54号 ": "长府办发〔2017〕54号",
		"长府办发（2017）54号":   "长府办发〔2017〕54号",
		"长府办发【2017】54号":   "长府办发〔2017〕54号",
		"长府办发〔2017〕54号":   "长府办发〔2017〕54号",
		"公告（第17号）":        "公告（第17号）",
		"":                "",
	} {
		if got := (Content{Number: typed}).normal().Number; got != want {
			t.Errorf("%q is printed %q, want %q", typed, got, want)
		}
	}
}

func TestParseIndex(t *testing.T) {
	for typed, want := range map[string]string{
		"JYJ/2017-000123": "JYJ/2017-000123", "jyj/2017-123456": "JYJ/2017-123456", "JYJ-2017-000123": "JYJ/2017-000123",
		"ＪＹＪ/2017-000123": "", "JYJ／2017－000123": "JYJ/2017-000123", "JYJ/2017": "", "2017-000123": "",
		"JYJ/2017-99999999999999999999": "",
	} {
		if got, err := ParseIndex(typed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", typed, got, err, want)
		}
	}
}

// Weibo and WeChat are both social; what is only social is told apart in
// neither.
func TestChannelsTold(t *testing.T) {
	for _, c := range []struct {
		set    Channel
		told   []string
		untold bool
	}{
		{0, nil, false},
		{Website | Gazette | Other, []string{"website", "gazette", "other"}, false},
		{Social, []string{"social"}, true},
		{Weibo, []string{"weibo"}, false},
		{Weibo | WeChat | Website, []string{"website", "weibo", "wechat"}, false},
		{Social | WeChat, []string{"wechat"}, false},
	} {
		var told []string
		for _, row := range c.set.Told() {
			told = append(told, row.Code)
		}
		if !slices.Equal(told, c.told) || c.set.SocialUntold() != c.untold {
			t.Errorf("%b told as %v, untold %v; want %v, %v", c.set, told, c.set.SocialUntold(), c.told, c.untold)
		}
		if c.set.Has(Weibo) != slices.Contains(c.told, "weibo") || c.set&(Weibo|WeChat) != 0 != c.set.Has(Social) {
			t.Errorf("%b: social without, or Weibo by way of, the other", c.set)
		}
	}
}

// The day on which a document ceased is asked for once it is said to have, but
// a record that never had it may be corrected in other things.
func TestDocumentsThatCeased(t *testing.T) {
	ceased := func(v Validity, on calendar.Day) Content {
		return Content{Title: "关于供水的通知", Category: "notice", IssuedOn: today - 100, Body: "<p>正文</p>", Channels: Website, Validity: v, EndedOn: on}
	}
	old := ceased(Repealed, calendar.NoDay)
	for _, c := range []struct {
		name    string
		content Content
		before  *Content
		want    error
	}{
		{"in force", ceased(InForce, calendar.NoDay), nil, nil},
		{"amended", ceased(Amended, calendar.NoDay), nil, nil},
		{"repealed", ceased(Repealed, today), nil, nil},
		{"repealed on no day", ceased(Repealed, calendar.NoDay), nil, ErrEnded},
		{"expired on no day", ceased(Expired, calendar.NoDay), nil, ErrEnded},
		{"repealed tomorrow", ceased(Repealed, today+1), nil, ErrEndedWhen},
		{"repealed before it was issued", ceased(Repealed, today-101), nil, ErrEndedWhen},
		{"an old record without the day", ceased(Repealed, calendar.NoDay), &old, nil},
		{"of which it is now said", ceased(Expired, calendar.NoDay), &old, ErrEnded},
		{"whose day was known", ceased(Repealed, calendar.NoDay), new(ceased(Repealed, today)), ErrEnded},
	} {
		d := ready(Drafting)
		d.Content = c.content
		var cur *Publication
		if c.before != nil {
			d.Publication, d.Change, cur = 3, "改正错字", &Publication{ID: 3, Content: *c.before}
		}
		if _, _, err := Submit(d, cur, sound(d), "zhang", now); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if c := ceased(InForce, today).normal(); c.EndedOn != calendar.NoDay || c.Ended() != calendar.NoDay {
		t.Errorf("in force, and ended on %s", c.EndedOn)
	}
}

func TestInterprets(t *testing.T) {
	for _, c := range []struct {
		typed, kept, key string
		err              error
	}{
		{"", "", "", nil},
		{" zfbgt/2017-000123 ", "ZFBGT/2017-000123", "ZFBGT/2017-000123", nil},
		{"长府办发[2017]54号", "长府办发〔2017〕54号", "2017|54|长府办发", nil},
		{"〔2017〕54号", "〔2017〕54号", "2017|54|", ErrInterprets},
		{"长春市人民政府令第68号", "长春市人民政府令第68号", "长春市人民政府令68", nil},
	} {
		_, _, err := Start(1, "FGW", Content{Title: "解读", IssuedOn: today, Interprets: c.typed}, "zhang", now)
		got := Content{Interprets: c.typed}.normal()
		if got.Interprets != c.kept || got.Explains() != c.key || !errors.Is(err, c.err) {
			t.Errorf("%q is kept as %q, found by %q, %v; want %q, %q, %v", c.typed, got.Interprets, got.Explains(), err, c.kept, c.key, c.err)
		}
	}
}

// A content kept before documents had a day on which they ceased has none.
func TestContentKeptEarlier(t *testing.T) {
	var c Content
	if err := json.Unmarshal([]byte(`{"Title":"名称","Validity":"repealed","IssuedOn":"","Channels":4}`), &c); err != nil {
		t.Fatal(err)
	}
	if c.EndedOn != calendar.NoDay || c.IssuedOn != calendar.NoDay || c.Title != "名称" || !c.Channels.SocialUntold() {
		t.Errorf("%+v", c)
	}
}
