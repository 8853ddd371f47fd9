package demo

import (
	"testing"

	"gongkai/law/calendar"
)

// The year's requests are those of the report, to the one, and each answer
// comes in time on a working day.
func TestAsksAreThoseOfTheReport(t *testing.T) {
	if testing.Short() {
		t.Skip("69,152 requests")
	}
	p := plan(t, 1)
	if n := p.Asked.Requests(); n != 69_152 {
		t.Fatalf("%d requests", n)
	}
	channels, kinds, answers, longer := map[string]int{}, map[string]int{}, map[int]int{}, 0
	agencies, subjects, papers := map[string]int{}, map[string]bool{}, map[string]bool{}
	cal := calendar.China()
	last := calendar.Date(2017, 1, 1).Start()
	for a := range p.Asks() {
		channels[a.Channel]++
		kinds[a.Kind]++
		answers[a.Answer]++
		agencies[a.Agency]++
		subjects[a.Subject], papers[a.PaperNumber] = true, true
		on := calendar.On(a.SubmittedAt)
		switch {
		case a.SubmittedAt.Before(last):
			t.Fatalf("%v comes after %v", a.SubmittedAt, last)
		case on.Year() != 2017 || a.AnsweredOn.Year() != 2017 || a.AnsweredOn < on || !cal.Working(a.AnsweredOn):
			t.Fatalf("asked %v, answered %s", a.SubmittedAt, a.AnsweredOn)
		case a.Channel != "online" && !cal.Working(on):
			t.Fatalf("%s on %s", a.Channel, on)
		case a.Answer != 2 && a.Kind != "statutory", a.Longer && a.Kind != "statutory":
			t.Fatalf("%s: answer %d, longer %v", a.Kind, a.Answer, a.Longer)
		case a.Subject == "" || a.Text == "" || a.Name == "" || a.PaperNumber[:6] != "000000":
			t.Fatalf("%+v", a)
		}
		if late := a.AnsweredOn > cal.Add(cal.Add(on-1, 1), 15); late != a.Longer {
			t.Fatalf("asked %s, answered %s, longer %v", on, a.AnsweredOn, a.Longer)
		}
		if a.Longer {
			longer++
		}
		last = a.SubmittedAt
	}
	for what, c := range map[string][2]int{
		"online": {channels["online"], 33_142}, "counter": {channels["counter"], 35_567},
		"letter": {channels["signed_post"] + channels["plain_post"], 235}, "fax and other": {channels["fax"], 208},
		"extended": {longer, 29}, "already public": {answers[1], 312}, "disclosed": {answers[2], 68_303}, "in part": {answers[3], 10},
		"refused": {answers[4], 61}, "not this agency": {answers[5], 302}, "does not exist": {answers[6], 128},
		"to be supplemented": {answers[7], 16}, "another route": {answers[8], 20},
		"kinds": {kinds["statutory"] + kinds["consultation"] + kinds["complaint"], 69_152},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %d, want %d", what, c[0], c[1])
		}
	}
	if len(agencies) != len(p.city.agencies) || len(subjects) < 15_000 || len(papers) < 60_000 || kinds["complaint"] == 0 {
		t.Errorf("%d agencies, %d subjects, %d people, kinds %v", len(agencies), len(subjects), len(papers), kinds)
	}
}

func TestAsksScale(t *testing.T) {
	for _, scale := range []int{10, 500, 100_000} {
		p := plan(t, scale)
		n, answers, longer := 0, [9]int{}, 0
		for a := range p.Asks() {
			n++
			answers[a.Answer]++
			if a.Longer {
				longer++
			}
		}
		if n != p.Asked.Requests() || longer != p.Asked.Longer || [8]int(answers[1:]) != p.Asked.Answers || p.Asked.Answers[1] < 1 {
			t.Errorf("scale %d: %d requests, answers %v, longer %d; want %+v", scale, n, answers, longer, p.Asked)
		}
	}
}

func TestAsksAreTheSameEachTime(t *testing.T) {
	var first []Ask
	for a := range plan(t, 200).Asks() {
		first = append(first, a)
	}
	i := 0
	for a := range plan(t, 200).Asks() {
		if a != first[i] {
			t.Fatalf("%d: %+v, %+v", i, a, first[i])
		}
		i++
	}
}
