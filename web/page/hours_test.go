package page

import (
	"context"
	"os"
	"strings"
	"testing"
)

func TestHours(t *testing.T) {
	english := context.WithValue(context.Background(), visitKey{}, &visit{language: English})
	for zh, want := range map[string]string{
		"":                           "",
		"工作日 8:30—11:30，13:00—16:30": "Working days 8:30–11:30, 13:00–16:30",
		"周一至周五上午8:30至11:30（节假日除外）": "Monday to Friday a.m. 8:30–11:30 (except public holidays)",
		"工作日 8:30—11:30，逢集日另定":     "工作日 8:30—11:30，逢集日另定",
	} {
		if got := Hours(english, zh); got != want {
			t.Errorf("%s: %q, want %q", zh, got, want)
		}
		if got := Hours(context.Background(), zh); got != zh {
			t.Errorf("%s in Chinese: %q", zh, got)
		}
	}
}

// Paper carries whole addresses only: a path without its host leads nowhere.
func TestPrintedLinks(t *testing.T) {
	css, err := os.ReadFile("static/gongkai.css")
	if err != nil {
		t.Fatal(err)
	}
	for rule, want := range map[string]int{
		`main a.govuk-link[href^="/"]:after{content:none}`:            1,
		`main a[href^="/"]:after`:                                     0,
		`main a[href^=http]:after{content:" (" attr(href) ")"`:        1,
		`.govuk-table__cell--numeric a:after{content:none!important}`: 1,
	} {
		if got := strings.Count(string(css), rule); got != want {
			t.Errorf("%s: %d times, want %d", rule, got, want)
		}
	}
}
