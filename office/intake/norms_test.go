package intake_test

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/intake"
	normtext "gongkai/paper/norm"
	"gongkai/paper/richtext"
	"gongkai/store"
	"gongkai/store/storetest"
)

func normFolder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func normArchive(t testing.TB, files map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "规范.tar.gz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	w := tar.NewWriter(z)
	for name, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []interface{ Close() error }{w, z, f} {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// withRules is an office with the category of rules.
func withRules(t testing.TB, o *office.Office) *office.Office {
	t.Helper()
	err := o.Store.Act(ctx, account.Console, now, func(tx *store.Tx) error {
		c := store.Category{Code: "A0102", Name: "规章"}
		return tx.SaveCategory(ctx, c, journal.Entry{At: now, Act: journal.CategoryAdd, Thing: "category/A0102", Actor: "console"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func importNorms(t testing.TB, o *office.Office, from string) intake.Balance {
	t.Helper()
	run, err := intake.ImportNorms(ctx, o, account.Console, intake.NormJob{Agency: "ZFBGT", File: from, Category: "A0102", Voucher: "法制办 李四"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := intake.BalanceOf(ctx, o.Store, run)
	if err != nil {
		t.Fatal(err)
	}
	if b.Read != b.Imported+b.Already+b.RefusedCount || run.Position != run.Total || run.FinishedAt.IsZero() {
		t.Errorf("run does not add up: %+v, at %d of %d", b, run.Position, run.Total)
	}
	return b
}

// reads is the text of a norm on a day, as a reader would be shown it.
func reads(t testing.TB, o *office.Office, title, day string) (normtext.Document, norm.Norm) {
	t.Helper()
	line, err := o.Store.DocumentTitled(ctx, title)
	if err != nil {
		t.Fatalf("%s: %v", title, err)
	}
	n, err := o.Store.Norm(ctx, line.ID)
	if err != nil {
		t.Fatal(err)
	}
	p, err := o.Store.Publication(ctx, line.ID)
	if err != nil {
		t.Fatal(err)
	}
	body := p.Content.Body
	if w := n.WordingOn(calendar.MustDay(day)); w.Serial > 0 {
		if body, err = o.Store.NormText(ctx, line.ID, w.Serial); err != nil {
			t.Fatal(err)
		}
	}
	return normtext.Parse(richtext.Plain(body)), n
}

func TestImportNorms(t *testing.T) {
	files := map[string]string{
		"法规/停车办法(2010-03-01).md": "# 某市停车办法\n\n2010年3月1日 某市人民政府令第5号公布\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 处二百元罚款。\n\n第二条 本办法自2010年4月1日起施行。",
		"法规/停车办法(2015-01-09).md": "# 某市停车办法\n\n2010年3月1日 某市人民政府令第5号公布\n\n2015年1月9日 某市人民政府令第9号修订\n\n2015年2月1日 施行\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 处五百元罚款。\n\n第二条 本办法自2010年4月1日起施行。",
		"停车办法（2020-06-01）.txt":   "某市停车办法\n2020年6月1日 某市人民政府令第20号修订\n第一条 处一千元罚款。\n第二条 本办法自2010年4月1日起施行。",
		"供热规定(2012-01-01).txt":   "供热规定\n一、许可证有效期为三年。\n二、按时\u200b供热。",
		"坏名字.md":                 "第一条 无",
		"空的(2012-01-01).md":      "<!-- INFO END -->",
		"未来(2030-01-01).md":      "未来\n第一条 无。",
		"重复(2012-01-01).md":      "重复\n第一条 一。",
		"重复(2012-01-01).txt":     "重复\n第一条 二。",
		"坏日(2012-02-30).md":      "坏日\n第一条 一。",
		"_index.md":              "不读",
	}
	each(t, func(t *testing.T, o *office.Office) {
		withRules(t, o)
		for i, from := range []string{normFolder(t, files), normArchive(t, files)} {
			b := importNorms(t, o, from)
			reasons := map[string]string{}
			for _, r := range b.Refused {
				reasons[r.Value] = r.Reason
			}
			want := map[string]error{"坏名字.md": intake.ErrNormFile, "空的(2012-01-01).md": intake.ErrNormEmpty, "未来(2030-01-01).md": intake.ErrNormLate,
				"重复(2012-01-01).txt": intake.ErrNormTwice, "坏日(2012-02-30).md": intake.ErrNormFile}
			for name, err := range want {
				if reasons[name] != err.Error() {
					t.Errorf("%s: refused for %q, want %q", name, reasons[name], err)
				}
			}
			imported, already := int64(5), int64(0)
			if i > 0 {
				imported, already = 0, 5
			}
			if b.Read != 10 || b.Imported != imported || b.Already != already || int(b.RefusedCount) != len(want) {
				t.Errorf("%+v", b)
			}
		}
		for _, c := range []struct{ day, want string }{
			{"2010-04-01", "二百元"}, {"2015-01-31", "二百元"}, {"2015-02-01", "五百元"}, {"2020-05-31", "五百元"}, {"2020-06-01", "一千元"}, {"2024-03-01", "一千元"},
		} {
			d, n := reads(t, o, "某市停车办法", c.day)
			if a := d.Article("1"); a == nil || !strings.Contains(a.Plain(), c.want) {
				t.Errorf("on %s it reads %q, want %s", c.day, d.Plain(), c.want)
			}
			if n.EffectiveOn != calendar.MustDay("2010-04-01") {
				t.Errorf("in force from %s", n.EffectiveOn)
			}
			if c.day == "2015-02-01" && n.Events[0].By != "某市人民政府令第9号修订" {
				t.Errorf("amended by %q", n.Events[0].By)
			}
		}
		if d, n := reads(t, o, "供热规定", "2024-03-01"); n.ExpiresOn != calendar.NoDay || d.Article("2").Plain() != "二、按时供热。" {
			t.Errorf("valid until %s: %s", n.ExpiresOn, d.Plain())
		}
		line, err := o.Store.DocumentTitled(ctx, "某市停车办法")
		if err != nil || line.Number != "某市人民政府令第5号" || line.Validity != publication.Amended || line.Category != publication.Rules {
			t.Errorf("%+v, %v", line, err)
		}
		// One more wording of a norm that is there comes in alone.
		b := importNorms(t, o, normFolder(t, map[string]string{"停车办法(2010-03-01).md": files["法规/停车办法(2010-03-01).md"], "停车办法(2022-01-01).md": "某市停车办法\n第一条 不罚。", "停车办法(2009-01-01).md": "某市停车办法\n第一条 更早。"}))
		if b.Imported != 1 || b.Already != 1 || b.RefusedCount != 1 || b.Refused[0].Reason != intake.ErrNormOlder.Error() {
			t.Errorf("%+v", b)
		}
		if d, _ := reads(t, o, "某市停车办法", "2022-01-01"); d.Article("1").Plain() != "第一条 不罚。" {
			t.Errorf("it reads %s", d.Plain())
		}
		audit(t, o)
	})
}

// An import that was interrupted goes on behind its last act, and brings
// nothing twice.
func TestImportNormsInterrupted(t *testing.T) {
	files := map[string]string{}
	for i := range 120 {
		files[fmt.Sprintf("规定%03d(2012-01-01).txt", i)] = fmt.Sprintf("规定%03d\n第一条 一。", i)
		files[fmt.Sprintf("规定%03d(2014-01-01).txt", i)] = fmt.Sprintf("规定%03d\n第一条 二。", i)
	}
	each(t, func(t *testing.T, o *office.Office) {
		withRules(t, o)
		from := normFolder(t, files)
		job := intake.NormJob{Agency: "ZFBGT", File: from, Category: "A0102", Voucher: "法制办 李四"}
		stopped, stop := context.WithCancel(ctx)
		run, err := intake.ImportNorms(stopped, o, account.Console, job, func(done, total int64) {
			if done > 0 {
				stop()
			}
		})
		if !errors.Is(err, context.Canceled) || run.Position != 100 || run.Total != 240 {
			t.Fatalf("at %d of %d: %v", run.Position, run.Total, err)
		}
		b := importNorms(t, o, from)
		if b.Run != run.ID || b.Imported != 240 {
			t.Errorf("%+v", b)
		}
		if b := importNorms(t, o, from); b.Imported != 0 || b.Already != 240 {
			t.Errorf("again: %+v", b)
		}
		if _, err := intake.Undo(ctx, o, account.Console, run.ID, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Store.DocumentTitled(ctx, "规定007"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("it is still there: %v", err)
		}
		audit(t, o)
	})
}

func TestImportNormsRefused(t *testing.T) {
	each(t, func(t *testing.T, o *office.Office) {
		withRules(t, o)
		good := intake.NormJob{Agency: "ZFBGT", File: normFolder(t, map[string]string{"甲(2012-01-01).md": "甲\n第一条 一。"}), Category: "A0102", Voucher: "李四"}
		for _, c := range []struct {
			name   string
			change func(*intake.NormJob)
			want   error
		}{
			{"nobody answers for it", func(j *intake.NormJob) { j.Voucher = " " }, publication.ErrVoucher},
			{"no category", func(j *intake.NormJob) { j.Category = "" }, intake.ErrCategoryNone},
			{"no such category", func(j *intake.NormJob) { j.Category = "Z" }, intake.ErrCategoryNone},
			{"an empty folder", func(j *intake.NormJob) { j.File = t.TempDir() }, intake.ErrNormNone},
			{"a file", func(j *intake.NormJob) { j.File = filepath.Join(j.File, "甲(2012-01-01).md") }, intake.ErrNormSource},
			{"nothing there", func(j *intake.NormJob) { j.File = filepath.Join(j.File, "x") }, os.ErrNotExist},
		} {
			j := good
			c.change(&j)
			if _, err := intake.ImportNorms(ctx, o, account.Console, j, nil); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		if _, err := intake.ImportNorms(ctx, o, account.Actor{Login: "x"}, good, nil); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("anybody may: %v", err)
		}
	})
}

// The real laws: where there are several dates, the law reads differently from
// the day of the revision on, and first in the article that an independent
// reading of the files finds.
func TestImportRealNorms(t *testing.T) {
	const archive = "../../../shared/data/laws-national.tar.gz"
	if _, err := os.Stat(archive); err != nil {
		t.Skip("the real laws are not here: ../shared/data/laws-national.tar.gz")
	}
	files, _, err := intake.ReadNormFiles(ctx, archive)
	if err != nil {
		t.Fatal(err)
	}
	content := map[string]string{}
	for _, f := range files {
		content[f.Name] = f.Content
	}
	o := withRules(t, open(t, storetest.Open(t, storetest.SQLite(t))))
	b := importNorms(t, o, archive)
	t.Logf("%d files: %d imported, %d refused", b.Read, b.Imported, b.RefusedCount)
	for _, r := range b.Refused {
		t.Logf("%s: %s", r.Value, r.Reason)
		if r.Reason != intake.ErrNormLate.Error() {
			t.Errorf("%s is refused: %s", r.Value, r.Reason)
		}
	}
	if b.Imported < 780 {
		t.Errorf("%+v", b)
	}
	article := regexp.MustCompile(`(?m)^第[一二三四五六七八九十百零]+条(?:之[一二三四五六七八九十]+)? .*$`)
	// Three dates of one regulation, and the days from which each holds.
	const title = "中华人民共和国道路运输条例"
	var days []string
	for name := range content {
		if strings.HasPrefix(name, "道路运输条例(") {
			days = append(days, name[len("道路运输条例("):len("道路运输条例(")+10])
		}
	}
	if len(days) != 3 {
		t.Fatalf("%s has %d dates", title, len(days))
	}
	for _, day := range days {
		if day > now.Format("2006-01-02") {
			continue
		}
		want := article.FindAllString(content["道路运输条例("+day+").md"], -1)
		d, n := reads(t, o, title, day)
		got := d.Articles()
		if len(got) != len(want) {
			t.Fatalf("on %s it has %d articles, by the expression %d", day, len(got), len(want))
		}
		for i, a := range got {
			if first, _, _ := strings.Cut(a.Plain(), "\n"); first != strings.TrimRight(want[i], " 　") {
				t.Errorf("on %s: %s, want %s", day, first, want[i])
			}
		}
		if before := calendar.MustDay(day) - 1; n.IssuedOn <= before {
			old, _ := reads(t, o, title, before.String())
			if old.Plain() == d.Plain() {
				t.Errorf("on the eve of %s it reads the same", day)
			}
		}
	}
}
