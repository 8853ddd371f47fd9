package publication

import "testing"

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
