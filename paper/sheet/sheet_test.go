package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongkai/law/calendar"
	"gongkai/paper/sheet"
)

// table is the header, the rows as number|cell|cell or number|!error, and the
// error that ended the reading.
func table(t testing.TB, name string, data []byte, limits sheet.Limits) (header, rows []string, err error) {
	t.Helper()
	r, err := sheet.Open(name, bytes.NewReader(data), int64(len(data)), limits)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	for {
		row, err := r.Next()
		if err == io.EOF {
			return r.Header(), rows, nil
		}
		if err != nil {
			return r.Header(), rows, err
		}
		if row.Err != nil {
			rows = append(rows, fmt.Sprintf("%d|!%v", row.Number, row.Err))
			continue
		}
		rows = append(rows, fmt.Sprintf("%d|%s", row.Number, strings.Join(row.Cells, "|")))
	}
}

const sample = "名称,文号\r\n\"关于\"\"一\"\"、二,三\",长府办发〔2017〕54号\n㐀𠮷𬌗\u9fa6\u9fef,=1+1\r,\r\n\"两\n行\",b"

var sampleRows = []string{"2|关于\"一\"、二,三|长府办发〔2017〕54号", "3|㐀𠮷𬌗\u9fa6\u9fef|=1+1", "5|两\n行|b"}

func encoded(t testing.TB, s, as string) []byte {
	var b []byte
	var err error
	switch as {
	case "GB18030":
		b, err = simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	case "UTF-16LE":
		b, err = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(s))
	case "UTF-16BE":
		b, err = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(s))
	default:
		b = []byte(s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEncodings(t *testing.T) {
	for _, c := range []struct{ encoding, mark string }{
		{"UTF-8", ""}, {"UTF-8", "\ufeff"}, {"GB18030", ""},
		{"UTF-16LE", ""}, {"UTF-16LE", "\ufeff"}, {"UTF-16BE", ""}, {"UTF-16BE", "\ufeff"},
	} {
		data := encoded(t, c.mark+sample, c.encoding)
		header, rows, err := table(t, "a.csv", data, sheet.Limits{})
		if err != nil || !reflect.DeepEqual(header, []string{"名称", "文号"}) || !reflect.DeepEqual(rows, sampleRows) {
			t.Errorf("%s %q: %q %q %v", c.encoding, c.mark, header, rows, err)
		}
		r, err := sheet.Open("a.csv", bytes.NewReader(data), int64(len(data)), sheet.Limits{})
		if err != nil || r.Format() != "CSV "+c.encoding {
			t.Errorf("%s: taken for %v, %v", c.encoding, r.Format(), err)
		}
	}
}

// The two-byte codes whose characters the 2022 edition of GB 18030 moved out
// of the private-use area.
func TestGB18030Edition2022(t *testing.T) {
	data := append([]byte("a,b\n"), 0xfe, 0x59, ',', 0xa6, 0xd9, '\n', 0xd6, 0xd0, ',', 0xfe, 0xa0)
	_, rows, err := table(t, "a.csv", data, sheet.Limits{})
	if want := []string{"2|\u9fb4|\ufe10", "3|中|\u9fbb"}; err != nil || !reflect.DeepEqual(rows, want) {
		t.Errorf("%+q %v", rows, err)
	}
}

func TestCSV(t *testing.T) {
	for _, c := range []struct {
		name, in string
		header   string
		rows     []string
		err      error
	}{
		{"semicolons", "a;b,c;d\n1;2,3;4", "a|b,c|d", []string{"2|1|2,3|4"}, nil},
		{"tabs", "a\tb\n1\t\"2\t3\"\n", "a|b", []string{"2|1|2\t3"}, nil},
		{"one column", "a\n1\n\n2\n", "a", []string{"2|1", "4|2"}, nil},
		{"blank rows first", "\r\n,,\n a ,b\n1,2", "a|b", []string{"4|1|2"}, nil},
		{"short row", "a,b,c\n1\n", "a|b|c", []string{"2|1||"}, nil},
		{"blank cells after the last heading", "a,b,,\n1,2,,\n", "a|b", []string{"2|1|2"}, nil},
		{"too many cells", "a,b\n1,2,3\n4,5\n", "a|b", []string{"2|!第 2 行第 3 列（C）：内容超出了表头的列", "3|4|5"}, nil},
		{"quotes inside", "a,b\n5\"6,x \"y\" z\n", "a|b", []string{"2|5\"6|x \"y\" z"}, nil},
		{"wrong bytes", "名称,文号\n二,三\n四,五\xff\n六,七八九\n", "名称|文号", []string{"2|二|三", "3|!第 3 行第 2 列（B）：有不能辨认的字节，文件编码有误", "4|六|七八九"}, nil},
		{"quote never closed", "a,b\n1,\"2\n3,4\n", "a|b", nil, sheet.ErrQuote},
		{"text after quote", "a,b\n\"1\"2,3\n", "a|b", nil, sheet.ErrQuote},
		{"nothing", "", "", nil, sheet.ErrEmpty},
		{"blank", "\n \n,,\n", "", nil, sheet.ErrHeader},
		{"header only", "a,b", "a|b", nil, nil},
		{"NUL is for the import to refuse", "a,b\n1,2\x003\n", "a|b", []string{"2|1|2\x003"}, nil},
	} {
		header, rows, err := table(t, "a.csv", []byte(c.in), sheet.Limits{})
		if strings.Join(header, "|") != c.header || !reflect.DeepEqual(rows, c.rows) || !errors.Is(err, c.err) {
			t.Errorf("%s: %q %q %v", c.name, header, rows, err)
		}
	}
	// Half a character of GBK at the end of a file.
	_, rows, err := table(t, "a.csv", []byte("\xb1\xea\xcc\xe2,\xce\xc4\xba\xc5\n\xd6\xd0,\xd6\n"), sheet.Limits{})
	if err != nil || len(rows) != 1 || !strings.HasPrefix(rows[0], "2|!第 2 行第 2 列") {
		t.Errorf("GBK: %q %v", rows, err)
	}
	for _, c := range []struct {
		limits sheet.Limits
		err    error
	}{
		{sheet.Limits{Rows: 2}, sheet.ErrTooManyRows},
		{sheet.Limits{Columns: 1}, sheet.ErrTooWide},
		{sheet.Limits{Cell: 2}, sheet.ErrCell},
		{sheet.Limits{Bytes: 10}, sheet.ErrTooLarge},
	} {
		if _, _, err := table(t, "a.csv", []byte("a,b\n1,2\nlong,3\n"), c.limits); !errors.Is(err, c.err) {
			t.Errorf("%+v: %v", c.limits, err)
		}
	}
}

// The same rows, whatever the size of the pieces the file arrives in.
func FuzzCSV(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("a;b\n\"1\r\n\";2\r\r\n"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Add([]byte("\xb1\xea\xcc\xe2,\xfe\x59\n\x81\x30"))
	f.Fuzz(func(t *testing.T, data []byte) {
		header, rows, err := table(t, "a.csv", data, sheet.Limits{})
		if err != nil {
			return
		}
		// What was read exactly, written and read again, is the same.
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if len(header) == 0 || strings.Contains(strings.Join(header, ""), "\r") {
			return
		}
		want := []string(nil)
		for _, row := range rows {
			_, cells, _ := strings.Cut(row, "|")
			if strings.HasPrefix(cells, "!") || strings.Contains(cells, "\r") || strings.Count(cells, "|") != len(header)-1 {
				return
			}
			want = append(want, cells)
		}
		w.Write(header)
		for _, cells := range want {
			w.Write(strings.Split(cells, "|"))
		}
		w.Flush()
		_, again, err := table(t, "b.csv", append([]byte("\ufeff"), b.Bytes()...), sheet.Limits{})
		if err != nil || strings.Contains(strings.Join(header, ""), "\n") {
			return
		}
		for i, row := range again {
			if _, cells, _ := strings.Cut(row, "|"); i >= len(want) || cells != want[i] {
				t.Fatalf("row %d: %q, want %q", i, row, want)
			}
		}
	})
}

func book(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t testing.TB, f *excelize.File, cell string, v any, format string) {
	t.Helper()
	if err := f.SetCellValue("Sheet1", cell, v); err != nil {
		t.Fatal(err)
	}
	if format != "" {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err == nil {
			err = f.SetCellStyle("Sheet1", cell, cell, id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestXLSX(t *testing.T) {
	day := time.Date(2017, 6, 30, 0, 0, 0, 0, time.UTC)
	data := book(t, func(f *excelize.File) {
		set(t, f, "A2", " 名称", "")
		set(t, f, "B2", "日期", "")
		set(t, f, "C2", "数", "")
		set(t, f, "A3", "㐀𠮷𬌗\u9fa6 & <b>\n两行", "")
		set(t, f, "B3", day, "")
		set(t, f, "C3", 1069, "")
		set(t, f, "A4", "=1+1", "")
		set(t, f, "B4", 42916, "yyyy\"年\"m\"月\"d\"日\"")
		set(t, f, "C4", 0.1, "0.00\"元 d\"")
		set(t, f, "B6", day.Add(9*time.Hour+30*time.Minute), "[$-804]yyyy/m/d h:mm;@")
		set(t, f, "C6", true, "")
		set(t, f, "A7", "多", "")
		set(t, f, "E7", "余", "")
		f.SetCellFormula("Sheet1", "A8", "SUM(C3:C4)")
		set(t, f, "A9", "_x005F_x0041_", "")
		f.SetCellRichText("Sheet1", "B9", []excelize.RichTextRun{{Text: "长"}, {Text: "春", Font: &excelize.Font{Bold: true}}})
		set(t, f, "C9", 20170630, "[Red]0")
	})
	header, rows, err := table(t, "a.xlsx", data, sheet.Limits{})
	want := []string{
		"3|㐀𠮷𬌗\u9fa6 & <b>\n两行|2017-06-30|1069",
		"4|=1+1|2017-06-30|0.1",
		"6||2017-06-30 09:30:00|TRUE",
		"7|!第 7 行第 5 列（E）：内容超出了表头的列",
		"8|!第 8 行第 1 列（A）：公式没有计算结果",
		"9|_x0041_|长春|20170630",
	}
	if err != nil || !reflect.DeepEqual(header, []string{"名称", "日期", "数"}) || !reflect.DeepEqual(rows, want) {
		t.Errorf("%q\n%q\n%q\n%v", header, rows, want, err)
	}
	// The first sheet is hidden: the second is read.
	data = book(t, func(f *excelize.File) {
		set(t, f, "A1", "藏", "")
		f.NewSheet("二")
		f.SetCellValue("二", "A1", "显")
		f.SetActiveSheet(1)
		f.SetSheetVisible("Sheet1", false)
	})
	if header, _, err := table(t, "a.xlsx", data, sheet.Limits{}); err != nil || len(header) != 1 || header[0] != "显" {
		t.Errorf("hidden: %q %v", header, err)
	}
}

func archive(t testing.TB, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err == nil {
			_, err = io.WriteString(w, members[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func workbook(t testing.TB, sheetXML string, more ...string) []byte {
	return archive(t, append([]string{
		"_rels/.rels", `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="1" sheetId="1" r:id="b"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="b" Type="x/worksheet" Target="s.xml"/></Relationships>`,
		"xl/s.xml", sheetXML}, more...)...)
}

func TestHostileXLSX(t *testing.T) {
	cell := `<c t="inlineStr"><is><t>a</t></is></c>`
	good := workbook(t, `<worksheet><sheetData><row>`+cell+`</row><row>`+cell+`</row></sheetData></worksheet>`)
	if _, rows, err := table(t, "a.xlsx", good, sheet.Limits{}); err != nil || len(rows) != 1 {
		t.Fatalf("the pattern of the cases is not read: %q %v", rows, err)
	}
	flipped := bytes.Clone(good)
	flipped[bytes.Index(flipped, []byte("xl/s.xml"))+20] ^= 0x55
	var many []string
	for i := range 1001 {
		many = append(many, fmt.Sprint(i), "")
	}
	zeros := strings.Repeat(" ", 150<<20)
	for _, c := range []struct {
		name string
		data []byte
		err  error
	}{
		{"cut off", good[:len(good)-30], sheet.ErrBroken},
		{"flipped", flipped, sheet.ErrBroken},
		{"sheet ends early", workbook(t, `<worksheet><sheetData><row>`+cell+`</row><row>`+cell), sheet.ErrBroken},
		{"wrong nesting", workbook(t, `<worksheet><sheetData><row>`+cell+`</row></worksheet>`), sheet.ErrBroken},
		{"rows backwards", workbook(t, `<worksheet><sheetData><row r="3">`+cell+`</row><row r="2">`+cell+`</row></sheetData></worksheet>`), sheet.ErrBroken},
		{"string that is not there", workbook(t, `<worksheet><sheetData><row><c t="s"><v>7</v></c></row></sheetData></worksheet>`), sheet.ErrBroken},
		{"far column", workbook(t, `<worksheet><sheetData><row>`+cell+`</row><row><c r="XFD2" t="str"><v>1</v></c></row></sheetData></worksheet>`), sheet.ErrTooWide},
		{"many members", archive(t, many...), sheet.ErrBomb},
		{"expands", workbook(t, "", "xl/sharedStrings.xml", zeros), sheet.ErrBomb},
		{"not a workbook", archive(t, "a.txt", "b"), sheet.ErrKind},
		{"one endless piece", workbook(t, `<worksheet><sheetData><row>`+strings.Repeat("x", 40<<20)), sheet.ErrBomb},
		{"old Excel", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), sheet.ErrEncrypted},
		{"PDF", []byte("%PDF-1.4 ......"), sheet.ErrKind},
	} {
		if _, rows, err := table(t, "a.xlsx", c.data, sheet.Limits{}); !errors.Is(err, c.err) {
			t.Errorf("%s: %q %v; want %v", c.name, rows, err, c.err)
		}
	}
	if _, _, err := table(t, "a.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), sheet.Limits{}); !errors.Is(err, sheet.ErrOldExcel) {
		t.Error(err)
	}
}

func TestDate(t *testing.T) {
	june := calendar.MustDay("2017-06-30")
	for _, c := range []struct {
		in   string
		want calendar.Day
		ok   bool
	}{
		{"2017-06-30", june, true}, {"2017/6/30", june, true}, {"2017.6.30", june, true},
		{"2017年6月30日", june, true}, {"20170630", june, true}, {"〔2017-06-30〕", june, true},
		{"[2017-06-30 10:20]", june, true}, {"２０１７年０６月３０日", june, true},
		{" 2017-06-30\u3000", june, true}, {"2017-06-30T10:20:30Z", june, true}, {"2017-06-30 9:05:00", june, true},
		{"", calendar.NoDay, true}, {" ", calendar.NoDay, true},
		{"2017年6月", calendar.NoDay, false}, {"2017-02-29", calendar.NoDay, false}, {"2017-13-01", calendar.NoDay, false},
		{"42916", calendar.NoDay, false}, {"30/6/2017", calendar.NoDay, false}, {"2017-06-30 左右", calendar.NoDay, false},
		{"2017-06-30 x", calendar.NoDay, false}, {"17-06-30", calendar.NoDay, false}, {"2017-6-30-1", calendar.NoDay, false},
	} {
		got, err := sheet.Date(c.in)
		if got != c.want || (err == nil) != c.ok || err != nil && !errors.Is(err, sheet.ErrDate) {
			t.Errorf("%q: %v, %v", c.in, got, err)
		}
	}
}

func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "长春": "长春", "a=b": "a=b", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(1)": "'@SUM(1)",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠1": "'＠1", "\t=1": "'\t=1", "\rx": "'\rx", " =1": "' =1", "\u3000=1": "'\u3000=1", "'=1": "'=1",
	} {
		if got := sheet.Inert(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, true)
	if err == nil {
		err = errors.Join(w.Write("名称", "数"), w.Write("=cmd|' /C calc'!A0", "1,2"), w.Flush())
	}
	if want := "\ufeff名称,数\r\n'=cmd|' /C calc'!A0,\"1,2\"\r\n"; err != nil || b.String() != want {
		t.Errorf("%q %v", b.String(), err)
	}
}

// The real catalogues, read as encoding/csv reads them.
func TestCatalogues(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/catalogues/*.csv")
	if len(files) == 0 {
		t.Skip("the real catalogues (../shared/data/catalogues) are not here")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		r, err := sheet.Open(name, bytes.NewReader(data), int64(len(data)), sheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		dates := 0
		for i := 1; ; i++ {
			row, err := r.Next()
			if err == io.EOF {
				if i != len(want) {
					t.Errorf("%s: %d rows, want %d", name, i, len(want))
				}
				break
			}
			if err != nil || row.Err != nil || !reflect.DeepEqual(row.Cells, want[i]) {
				t.Fatalf("%s row %d: %q, want %q; %v %v", name, i, row.Cells, want[i], err, row.Err)
			}
			for _, c := range row.Cells[3:] {
				if d, err := sheet.Date(c); err != nil {
					t.Errorf("%s row %d: %v", name, row.Number, err)
				} else if d != calendar.NoDay {
					dates++
				}
			}
		}
		t.Logf("%s: %d rows, %d dates", filepath.Base(name), len(want)-1, dates)
	}
}

// endless is a CSV file of n equal rows that exists nowhere.
type endless struct{ n int64 }

const one = "https://www.example.gov.cn/zwgk/201706/t20170630_255022.html,长春市人民政府办公厅关于印发管理办法的通知,长府办发〔2017〕54号,2017-06-30,2017-07-05\n"

func (e endless) ReadAt(b []byte, off int64) (int, error) {
	n := 0
	for n < len(b) && off < e.n*int64(len(one)) {
		k := copy(b[n:], one[off%int64(len(one)):])
		n, off = n+k, off+int64(k)
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func TestMemory(t *testing.T) {
	r, err := sheet.Open("a.csv", endless{300_000}, 300_000*int64(len(one)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var most uint64
	n := 0
	for {
		if _, err := r.Next(); err != nil {
			break
		}
		if n++; n%50_000 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	}
	if n != 299_999 || most > 32<<20 {
		t.Errorf("%d rows, %d bytes held", n, most)
	}
}

func BenchmarkCSV(b *testing.B) {
	r, err := sheet.Open("a.csv", endless{int64(b.N) + 1}, int64(b.N+1)*int64(len(one)), sheet.Limits{Rows: b.N + 2, Bytes: 1 << 60})
	if err != nil {
		b.Fatal(err)
	}
	for range b.N {
		if _, err := r.Next(); err != nil {
			b.Fatal(err)
		}
	}
}
