package word

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"already folded", "长春市人民政府办公厅", "长春市人民政府办公厅"},
		{"width", "ＡＢＣ１２３（试行）", "abc123(试行)"},
		{"capitals", "PM2.5", "pm2.5"},
		{"brackets of a number", "长府办发〔2017〕54号［２０１７］【2017】", "长府办发(2017)54号(2017)(2017)"},
		{"dashes", "2021—2035", "2021-2035"},
		{"traditional", "關於徵收農村土地補償標準的說明", "关于征收农村土地补偿标准的说明"},
		{"stays itself", "著作权 乾安县 皇后 慰藉 覆盖", "著作权乾安县皇后慰藉覆盖"},
		{"one for several", "鍾馗 餘額 準備 裏面", "钟馗余额准备里面"},
		{"compatibility forms", "㎡ ① ﬁ 金", "m2 1 fi金"},
		{"composed", "e\u0301cole E\u0301", "école é"},
		{"blanks between characters", "通　　知\n 公 告", "通知公告"},
		{"blanks between numbers", " 2017  54\t12号 ", "2017 54 12号"},
		{"blanks beside numbers", "共 54 项 a 区", "共54项a区"},
		{"invisible", "低\u200b保\ufeff标\u00ad准", "低保标准"},
		{"variation", "葛\U000E0100城", "葛城"},
		{"rare planes", "𠮷𬺈㛃", "𠮷𬺈㛃"},
		{"compatibility characters of the second plane", "你", "你"},
		{"no UTF-8", "低\xff保", "低\ufffd保"},
		{"a mark on nothing", "\u0301a", "a"},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("%s: Fold(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestFoldLeavesFolded(t *testing.T) {
	s := "关于印发2017年度abc方案的通知,长府办发(2017)54号"
	if n := testing.AllocsPerRun(100, func() { Fold(s) }); n != 0 {
		t.Errorf("folding what is folded allocates %v times", n)
	}
}

func TestFoldMapGoesBack(t *testing.T) {
	s := "長　春㈱市ＡＢ\u200be\u0301x"
	folded, at := FoldMap(s)
	for _, c := range []struct{ part, want string }{
		{"长春", "長　春"},
		{"春", "春"},
		{"株", "㈱"},
		{"株)市", "㈱市"},
		{"b", "Ｂ\u200b"},
		{"é", "e\u0301"},
		{"x", "x"},
	} {
		a := strings.Index(folded, c.part)
		if a < 0 {
			t.Fatalf("%q lacks %q", folded, c.part)
		}
		from, to := Span(at, a, a+len(c.part))
		if got := s[from:to]; got != c.want {
			t.Errorf("%q of %q is %q of the original, want %q", c.part, folded, got, c.want)
		}
	}
}

// checkFold is what must hold of any text.
func checkFold(t *testing.T, s string) string {
	t.Helper()
	folded, at := FoldMap(s)
	if again := Fold(folded); again != folded {
		t.Fatalf("Fold(%q) = %q, folded again %q", s, folded, again)
	}
	if f := Fold(s); f != folded {
		t.Fatalf("Fold(%q) = %q, FoldMap says %q", s, f, folded)
	}
	if !utf8.ValidString(folded) {
		t.Fatalf("Fold(%q) = %q is no UTF-8", s, folded)
	}
	if len(at) != len(folded)+1 || at[len(folded)] != len(s) {
		t.Fatalf("FoldMap(%q): %d offsets for %d bytes", s, len(at), len(folded))
	}
	for i := range folded {
		if i > 0 && at[i] < at[i-1] || at[i] < 0 || at[i] > len(s) {
			t.Fatalf("FoldMap(%q): offset %d of %q is %d", s, i, folded, at[i])
		}
		if at[i] < len(s) && utf8.ValidString(s) && !utf8.RuneStart(s[at[i]]) {
			t.Fatalf("FoldMap(%q): offset %d is within a character", s, at[i])
		}
	}
	return folded
}

func TestFoldEveryRune(t *testing.T) {
	for r := rune(0); r <= 0x3ffff; r++ {
		if utf8.ValidRune(r) {
			checkFold(t, string(r))
			checkFold(t, "a"+string(r)+"b 中"+string(r)+" "+string(r))
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "長春 ＡＢ", "J\u030c", "= \u0338", "\xff\xfe", "ᄀ ᅡ", "e\u200b\u0301\U000E0100", "①2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := checkFold(t, s)
		Terms(folded, func(term string) {
			if term == "" || strings.HasPrefix(term, "#") {
				t.Fatalf("Terms(%q) has %q", folded, term)
			}
		})
		Terms(s, func(string) {})
		w := Parse(s)
		if len(w.List) > MostWords {
			t.Fatalf("Parse(%q) has %d words", s, len(w.List))
		}
		All(folded, w)
	})
}

func BenchmarkFold(b *testing.B) {
	long := strings.Repeat("为进一步规范城市低保工作，根据《社会救助暂行办法》（国务院令第649号）等规定，结合我市实际，制定本办法。", 4)
	for _, c := range []struct{ name, text string }{{"folded", Fold(long)}, {"real", long}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				Fold(c.text)
			}
		})
	}
}
