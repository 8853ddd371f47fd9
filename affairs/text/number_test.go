package text_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/affairs/text"
)

func TestNumberKey(t *testing.T) {
	for _, c := range []struct {
		in, key string
		ok      bool
	}{
		{"长府办发〔2017〕54号", "2017|54|长府办发", true},
		{"长府办发[2017]54号", "2017|54|长府办发", true},
		{"长府办发(2017)54 号", "2017|54|长府办发", true},
		{"长府办发（2017）54号", "2017|54|长府办发", true},
		{"长府办发【2017】第54号", "2017|54|长府办发", true},
		{"长府办发﹝２０１７﹞５４号", "2017|54|长府办发", true},
		{"长府办发［2017］054号", "2017|54|长府办发", true},
		{"长府办发〔2017年〕54号", "2017|54|长府办发", true},
		{"长府办发2017年54号", "2017|54|长府办发", true},
		{"\u3000长府办发 〔2017〕\u00a054 ", "2017|54|长府办发", true},
		{"〔2017〕54号", "2017|54|", true},
		{"粤府(行复)〔2017〕5号", "2017|5|粤府(行复)", true},
		{"Ａb〔2017〕5号", "2017|5|ab", true},
		{"昆明市人民政府2015年88号", "2015|88|昆明市人民政府", true},
		{"昆明市人民政府2015年第88号", "昆明市人民政府2015年88", false},
		{"省政府令第5号", "省政府令5", false},
		{"公告 2017年第3号", "公告2017年3", false},
		{"长府办发〔2017〕54号附件", "长府办发201754附件", false},
		{"长府办发〔3017〕54号", "长府办发301754", false},
		{"长府办发〔2017〕号", "长府办发2017", false},
		{"54号", "54", false},
		{"]2017[54号", "201754", false},
		{"第〔", "", false},
		{"", "", false},
	} {
		if key, ok := text.NumberKey(c.in); key != c.key || ok != c.ok {
			t.Errorf("%s: %q %v; want %q %v", c.in, key, ok, c.key, c.ok)
		}
	}
}

// Numbers that are written differently in a catalogue are different numbers,
// unless they differ in brackets and blanks only.
func TestNumberKeyOfCatalogues(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/catalogues/*.csv")
	if len(files) == 0 {
		t.Skip("the real catalogues (../shared/data/catalogues) are not here")
	}
	seen := map[string]string{}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			key, ok := text.NumberKey(row[2])
			if strings.ContainsRune(row[2], '〔') && !ok {
				t.Errorf("%s: key %q has no year", row[2], key)
			}
			if first := seen[key]; key != "" && first != "" && first != row[2] {
				t.Errorf("%q and %q have one key %q", first, row[2], key)
			}
			seen[key] = row[2]
		}
	}
	t.Logf("%d different numbers", len(seen))
}

func FuzzNumberKey(f *testing.F) {
	for _, s := range []string{"长府办发〔2017〕54号", "公告 2017年第3号", "((((", "2017年", "\xff〔2017〕1号", "ｱﾞ[1999]1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, ok := text.NumberKey(s)
		wide := strings.NewReplacer("(", "〔", ")", "〕", "[", "【", "]", "】", "1", "１").Replace(" " + s + "\u3000")
		if k, o := text.NumberKey(wide); k != key || o != ok {
			t.Fatalf("%q: %q %v, and as %q: %q %v", s, key, ok, wide, k, o)
		}
	})
}

func BenchmarkNumberKey(b *testing.B) {
	for b.Loop() {
		text.NumberKey("长府办发〔2017〕54号")
	}
}

func BenchmarkSound(b *testing.B) {
	s := strings.Repeat("各县(市)区人民政府,市政府各委办局:", 12)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		if text.Sound(s) != nil {
			b.Fatal(s)
		}
	}
}
