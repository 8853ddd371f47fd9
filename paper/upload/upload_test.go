package upload_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"mime"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"gongkai/paper/upload"
)

type member struct {
	name, body string
	header     func(*zip.FileHeader)
}

func archive(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		if m.header != nil {
			m.header(h)
		}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(w, m.body)
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

func plain(name, body string) member { return member{name: name, body: body} }

func office(t testing.TB, main string, more ...member) []byte {
	return archive(t, append([]member{plain("[Content_Types].xml", "<Types/>"), plain(main, "<x/>")}, more...)...)
}

func pdf(body string) string {
	return "%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n" +
		"3 0 obj <</Type /Page /Parent 2 0 R>> endobj\n" + body + "\ntrailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
}

func packed(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return fmt.Sprintf("9 0 obj <</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>> stream\r\n%s\nendstream endobj", b.Len(), b.String())
}

// entry is a directory entry of a compound file.
type entry struct {
	name string
	dir  bool
	body []byte // of a stream
}

// compound builds a compound file whose entries all hang, as right siblings,
// below the root, each stream in sectors of its own.
func compound(entries ...entry) []byte {
	const sector = 512
	var data [][]byte // sectors after the header: FAT, directory, streams
	fat := []uint32{0xfffffffd}
	dirs := (len(entries) + 1 + 3) / 4
	for i := range dirs {
		next := uint32(i + 2)
		if i == dirs-1 {
			next = 0xfffffffe
		}
		fat = append(fat, next)
	}
	dir := make([]byte, dirs*sector)
	put := func(i int, name string, kind byte, right, child, start, size uint32) {
		b := dir[i*128:]
		u := utf16.Encode([]rune(name))
		for j, c := range u {
			binary.LittleEndian.PutUint16(b[2*j:], c)
		}
		binary.LittleEndian.PutUint16(b[64:], uint16(2*len(u)+2))
		b[66], b[67] = kind, 1
		binary.LittleEndian.PutUint32(b[68:], 0xffffffff)
		binary.LittleEndian.PutUint32(b[72:], right)
		binary.LittleEndian.PutUint32(b[76:], child)
		binary.LittleEndian.PutUint32(b[116:], start)
		binary.LittleEndian.PutUint32(b[120:], size)
	}
	put(0, "Root Entry", 5, 0xffffffff, 1, 0xfffffffe, 0)
	for i, e := range entries {
		right := uint32(i + 2)
		if i == len(entries)-1 {
			right = 0xffffffff
		}
		if e.dir {
			put(i+1, e.name, 1, right, 0xffffffff, 0, 0)
			continue
		}
		body := append(bytes.Clone(e.body), make([]byte, 4096)...) // not in the mini stream
		body = body[:(len(body)+sector-1)/sector*sector]
		body = append(body, make([]byte, (sector-len(body)%sector)%sector)...)
		start := uint32(len(fat))
		for n := range len(body) / sector {
			data = append(data, body[n*sector:(n+1)*sector])
			fat = append(fat, uint32(len(fat)+1))
		}
		fat[len(fat)-1] = 0xfffffffe
		put(i+1, e.name, 2, right, 0xffffffff, start, uint32(len(body)))
	}
	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(head[24:], 0x3e)
	binary.LittleEndian.PutUint16(head[26:], 3)
	binary.LittleEndian.PutUint16(head[28:], 0xfffe)
	binary.LittleEndian.PutUint16(head[30:], 9)
	binary.LittleEndian.PutUint16(head[32:], 6)
	binary.LittleEndian.PutUint32(head[44:], 1)
	binary.LittleEndian.PutUint32(head[48:], 1)
	binary.LittleEndian.PutUint32(head[56:], 4096)
	binary.LittleEndian.PutUint32(head[60:], 0xfffffffe)
	binary.LittleEndian.PutUint32(head[68:], 0xfffffffe)
	for i := 76; i < sector; i += 4 {
		binary.LittleEndian.PutUint32(head[i:], 0xffffffff)
	}
	binary.LittleEndian.PutUint32(head[76:], 0)
	table := bytes.Repeat([]byte{0xff}, sector)
	for i, n := range fat {
		binary.LittleEndian.PutUint32(table[4*i:], n)
	}
	return append(append(append(head, table...), dir...), bytes.Join(data, nil)...)
}

func record(kind uint16, body ...byte) []byte {
	b := binary.LittleEndian.AppendUint16(nil, kind)
	return append(binary.LittleEndian.AppendUint16(b, uint16(len(body))), body...)
}

func drawn(t testing.TB, kind string, side int) string {
	t.Helper()
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, side, side))
	var err error
	switch kind {
	case "png":
		err = png.Encode(&b, img)
	case "jpg":
		err = jpeg.Encode(&b, img, nil)
	case "gif":
		err = gif.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestInspect(t *testing.T) {
	book := excelize.NewFile()
	var sheet bytes.Buffer
	if err := book.Write(&sheet); err != nil {
		t.Fatal(err)
	}
	zeros := strings.Repeat("\x00", 1<<20)
	bomb := archive(t, plain("a.txt", strings.Repeat(zeros, 300)))
	inner := archive(t, plain("a.txt", "一"))
	two := archive(t, plain("inner.zip", string(inner)))
	three := archive(t, plain("two.zip", string(two)))
	link := member{name: "a.txt", body: "/etc/passwd", header: func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }}
	locked := bytes.Clone(inner)
	for _, sign := range []string{"PK\x03\x04", "PK\x01\x02"} {
		at := bytes.Index(locked, []byte(sign)) + 6
		if sign == "PK\x01\x02" {
			at += 2
		}
		locked[at] |= 1
	}
	var many []member
	for i := range 1001 {
		many = append(many, plain(fmt.Sprint(i, ".txt"), "x"))
	}
	var manyInside []member
	for i := range 3 {
		manyInside = append(manyInside, plain(fmt.Sprint(i, ".zip"), string(archive(t, many[:400]...))))
	}
	wide := []byte(drawn(t, "png", 3))
	binary.BigEndian.PutUint32(wide[16:], 60_000)
	binary.BigEndian.PutUint32(wide[20:], 60_000)
	binary.BigEndian.PutUint32(wide[29:], crc32.ChecksumIEEE(wide[12:29]))
	fib := func(flags byte) []byte { return []byte{0xec, 0xa5, 0xc1, 0, 0, 0, 0, 0, 0, 0, 0, flags} }
	biff := func(records ...[]byte) []byte {
		return append(append(record(0x809, 0, 6, 5, 0), bytes.Join(records, nil)...), record(0x0a)...)
	}
	cyclic := compound(entry{name: "WordDocument", body: fib(0)})
	binary.LittleEndian.PutUint32(cyclic[512+4:], 1) // the directory follows itself

	for _, c := range []struct {
		name, body string
		kind       string
		err        error
	}{
		{"通知.pdf", pdf(""), "pdf", nil},
		{"packed.pdf", pdf(packed("1 0 <</Type /Page>> ")), "pdf", nil},
		{"办法.docx", string(office(t, "word/document.xml")), "docx", nil},
		{"表.xlsx", sheet.String(), "xlsx", nil},
		{"a.pptx", string(office(t, "ppt/presentation.xml")), "pptx", nil},
		{"a.ofd", string(archive(t, plain("OFD.xml", "<x/>"))), "ofd", nil},
		{"旧.doc", string(compound(entry{name: "WordDocument", body: fib(0)})), "doc", nil},
		{"旧.wps", string(compound(entry{name: "WordDocument", body: fib(0)})), "doc", nil},
		{"旧.xls", string(compound(entry{name: "Workbook", body: biff(record(0x85, 0, 0, 0, 0, 0, 0))})), "xls", nil},
		{"旧.ppt", string(compound(entry{name: "PowerPoint Document"})), "ppt", nil},
		{"a.zip", string(inner), "zip", nil},
		{"two.zip", string(two), "zip", nil},
		{"office.zip", string(archive(t, plain("两层/表.xlsx", sheet.String()), plain("两层/", ""))), "zip", nil},
		{"gbk.zip", string(archive(t, member{name: "\xd5\x5c.txt", body: "x", header: func(h *zip.FileHeader) { h.NonUTF8 = true }})), "zip", nil},
		{"a.JPG", drawn(t, "jpg", 3), "jpg", nil},
		{"a.jpeg", drawn(t, "jpg", 3), "jpg", nil},
		{"a.png", drawn(t, "png", 3), "png", nil},
		{"a.gif", drawn(t, "gif", 3), "gif", nil},
		{"a.txt", "MZ 是两个字母\n", "txt", nil},
		{"a.csv", "\xb1\xea\xcc\xe2,\xce\xc4\xba\xc5\n", "csv", nil},

		{"a.pdf", "", "", upload.ErrEmpty},
		{"a.exe", "MZ\x90\x00\x03", "", upload.ErrExecutable},
		{"通知.pdf", "MZ\x90\x00\x03", "", upload.ErrExecutable},
		{"通知.txt", "#!/bin/sh\nrm -rf /", "", upload.ErrExecutable},
		{"a.bat", "echo off", "", upload.ErrExecutable},
		{"a.js", "alert(1)", "", upload.ErrExecutable},
		{"a.svg", "<svg xmlns='x'><script>1</script></svg>", "", upload.ErrKind},
		{"a.rtf", `{\rtf1 }`, "", upload.ErrKind},
		{"a.html", "<html>", "", upload.ErrWeb},
		{"web-in.zip", string(archive(t, plain("a.htm", "<p>一</p>"))), "", upload.ErrWeb},
		{"a.rar", "Rar!\x1a\x07\x00", "", upload.ErrKind},
		{"a", "一", "", upload.ErrKind},
		{"a.doc", `{\rtf1 }`, "", upload.ErrRenamed},
		{"a.txt", "  <!DOCTYPE html>", "", upload.ErrRenamed},
		{"a.txt", "x <script>", "", upload.ErrRenamed},
		{"a.txt", "a\x00b", "", upload.ErrRenamed},
		{"a.pdf", "一", "", upload.ErrRenamed},
		{"a.jpg", drawn(t, "png", 3), "", upload.ErrRenamed},
		{"a.docx", sheet.String(), "", upload.ErrRenamed},
		{"a.docx", string(inner), "", upload.ErrRenamed},
		{"a.zip", sheet.String(), "", upload.ErrRenamed},
		{"a.png", drawn(t, "png", 3)[:20], "", upload.ErrBroken},
		{"wide.png", string(wide), "", upload.ErrPixels},

		{"macro.docx", string(office(t, "word/document.xml", plain("word/vbaProject.bin", "x"))), "", upload.ErrMacro},
		{"macro.xlsx", string(office(t, "xl/workbook.xml", plain("xl/macrosheets/sheet1.xml", "x"))), "", upload.ErrMacro},
		{"renamed-docm.docx", string(archive(t, plain("[Content_Types].xml", "application/vnd.ms-word.document.macroEnabled.main+xml"), plain("word/document.xml", "x"))), "", upload.ErrMacro},
		{"macro.doc", string(compound(entry{name: "WordDocument", body: fib(0)}, entry{name: "Macros", dir: true})), "", upload.ErrMacro},
		{"macro.xls", string(compound(entry{name: "Workbook", body: biff()}, entry{name: "_VBA_PROJECT_CUR", dir: true})), "", upload.ErrMacro},
		{"macro4.xls", string(compound(entry{name: "Workbook", body: biff(record(0x85, 0, 0, 0, 0, 0, 1))})), "", upload.ErrMacro},
		{"inside.docx", string(office(t, "word/document.xml", plain("word/embeddings/a.xlsx", string(office(t, "xl/workbook.xml", plain("xl/vbaProject.bin", "x")))))), "", upload.ErrMacro},

		{"locked.zip", string(locked), "", upload.ErrEncrypted},
		{"locked.docx", string(compound(entry{name: "EncryptedPackage"})), "", upload.ErrEncrypted},
		{"locked.doc", string(compound(entry{name: "WordDocument", body: fib(1)})), "", upload.ErrEncrypted},
		{"locked.xls", string(compound(entry{name: "Workbook", body: biff(record(0x2f, 0, 0))})), "", upload.ErrEncrypted},
		{"locked.pdf", pdf("trailer <</Encrypt 5 0 R>>"), "", upload.ErrEncrypted},

		{"bomb.zip", string(bomb), "", upload.ErrBomb},
		{"bomb-in.zip", string(archive(t, plain("bomb.zip", string(bomb)))), "", upload.ErrBomb},
		{"bomb.docx", string(office(t, "word/document.xml", plain("word/a.xml", strings.Repeat(zeros, 300)))), "", upload.ErrBomb},
		{"bomb.pdf", pdf(packed(strings.Repeat(zeros, 300))), "", upload.ErrBomb},
		{"many.zip", string(archive(t, many...)), "", upload.ErrMembers},
		{"many-in.zip", string(archive(t, manyInside...)), "", upload.ErrMembers},
		{"nested.zip", string(three), "", upload.ErrNested},
		{"out.zip", string(archive(t, plain("../a.txt", "x"))), "", upload.ErrPath},
		{"out2.zip", string(archive(t, plain(`a\..\..\a.txt`, "x"))), "", upload.ErrPath},
		{"root.zip", string(archive(t, plain("/etc/a.txt", "x"))), "", upload.ErrPath},
		{"drive.zip", string(archive(t, plain("C:/a.txt", "x"))), "", upload.ErrPath},
		{"link.zip", string(archive(t, link)), "", upload.ErrPath},
		{"exe-in.zip", string(archive(t, plain("a.pdf", "MZ\x00"))), "", upload.ErrExecutable},
		{"script-in.zip", string(archive(t, plain("a.vbs", "x"))), "", upload.ErrExecutable},
		{"svg-in.zip", string(archive(t, plain("a.svg", "<svg/>"))), "", upload.ErrKind},
		{"cut.zip", string(inner[:len(inner)-10]), "", upload.ErrBroken},

		{"both.pdf", pdf("") + string(inner), "", upload.ErrPolyglot},
		{"both.gif", drawn(t, "gif", 3) + string(inner), "", upload.ErrPolyglot},
		{"both.txt", "一" + string(inner), "", upload.ErrPolyglot},
		{"behind.zip", "PK\x03\x04" + strings.Repeat("x", 500) + string(inner), "", upload.ErrPolyglot},

		{"script.pdf", pdf("4 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj"), "", upload.ErrScript},
		{"disguised.pdf", pdf("4 0 obj <</S /Java#53cript>> endobj"), "", upload.ErrScript},
		{"launch.pdf", pdf("4 0 obj <</S/Launch/F(cmd.exe)>> endobj"), "", upload.ErrScript},
		{"packed.pdf", pdf(packed("4 0 <</S /JavaScript>>")), "", upload.ErrScript},
		{"packed-oddly.pdf", pdf("9 0 obj <</Filter /ASCIIHexDecode /Type /ObjStm /N 1 /First 4>> stream\n3c3c\nendstream endobj"), "", upload.ErrBroken},
		{"long.pdf", pdf("4 0 obj <</Count 100000 /Type /Pages>> endobj"), "", upload.ErrPages},
		{"long2.pdf", pdf(strings.Repeat("<</Type/Page>>", 5001)), "", upload.ErrPages},
		{"cut.pdf", pdf("")[:50], "", upload.ErrBroken},
		{"cyclic.doc", string(cyclic), "", upload.ErrBroken},
		{"cut.doc", string(compound(entry{name: "WordDocument", body: fib(0)})[:1000]), "", upload.ErrBroken},
	} {
		began := time.Now()
		v, err := upload.Inspect(c.name, strings.NewReader(c.body), int64(len(c.body)), upload.Limits{})
		if upload.Refused(err) != (c.err != nil) {
			t.Errorf("%s: refused %v, %v", c.name, upload.Refused(err), err)
		}
		if !errors.Is(err, c.err) || err == nil && (v.Kind != c.kind || v.Media == "") {
			t.Errorf("%s: %+v, %v; want %q, %v", c.name, v, err, c.kind, c.err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: %v", c.name, took)
		}
	}
	for _, c := range []struct{ name, body, kind string }{{"a.html", "<html>一", "html"}, {"a.htm", "\xb1\xea\xcc\xe2", "html"}, {"web-in.zip", string(archive(t, plain("a.htm", "<p>一</p>"))), "zip"}, {"a.html", "a\x00b", ""}, {"a.html", "%PDF-1.4 x", ""}} {
		v, err := upload.Inspect(c.name, strings.NewReader(c.body), int64(len(c.body)), upload.Limits{Web: true})
		if v.Kind != c.kind && c.kind != "" || (err == nil) != (c.kind != "") || c.kind == "html" && v.Media != "text/html" {
			t.Errorf("%s where web pages are taken: %+v, %v", c.name, v, err)
		}
	}
	if _, err := upload.Inspect("a.txt", strings.NewReader("一二三"), 9, upload.Limits{Bytes: 8}); !errors.Is(err, upload.ErrTooLarge) {
		t.Error(err)
	}
	v, err := upload.Inspect("a.csv", strings.NewReader("\xb1\xea"), 2, upload.Limits{})
	if err != nil || v.Media != "text/csv; charset=gb18030" {
		t.Errorf("%+v %v", v, err)
	}
	if v, err := upload.Inspect("a.pdf", strings.NewReader(pdf("<</Type/Page>>")), int64(len(pdf("<</Type/Page>>"))), upload.Limits{}); err != nil || v.Pages != 2 {
		t.Errorf("%+v %v", v, err)
	}
}

// Files made to be dear to read.
func TestInspectIsBounded(t *testing.T) {
	const n = 20 << 20
	for _, piece := range []string{"/Type/ObjStm", "/Type/Pages", "/", "/Type/ObjStm stream\n\x78\x9c", "/Encrypt 1 0 ", "stream\n"} {
		body := "%PDF-" + strings.Repeat(piece, n/len(piece)) + "%%EOF"
		began := time.Now()
		if _, err := upload.Inspect("a.pdf", strings.NewReader(body), int64(len(body)), upload.Limits{}); err != nil &&
			!errors.Is(err, upload.ErrBroken) && !errors.Is(err, upload.ErrPages) && !errors.Is(err, upload.ErrBomb) {
			t.Errorf("%q: %v", piece, err)
		}
		// A walk through the file for each piece would take hours; the bound leaves
		// room for a machine that is busy with other tests.
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%q: %v", piece, took)
		} else {
			t.Logf("%q: %v", piece, took)
		}
	}
}

// Objects packed as a real writer packs them.
func TestRealPDF(t *testing.T) {
	if _, err := exec.LookPath("qpdf"); err != nil {
		t.Skip("qpdf, which packs objects as real writers do, is not installed")
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/a.pdf", []byte(pdf("")), 0o600); err != nil {
		t.Fatal(err)
	}
	// It mends the cross-reference table and exits with 3, a warning.
	_ = exec.Command("qpdf", "--object-streams=generate", dir+"/a.pdf", dir+"/b.pdf").Run()
	b, err := os.ReadFile(dir + "/b.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := upload.Inspect("b.pdf", bytes.NewReader(b), int64(len(b)), upload.Limits{}); err != nil || v.Pages != 1 {
		t.Errorf("%+v %v", v, err)
	}
}

func TestName(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"通知.pdf", "通知.pdf"}, {`C:\文件\通知.pdf`, "通知.pdf"}, {"../../etc/passwd", "passwd"}, {"a/..", "附件"},
		{"", "附件"}, {" . ", "附件"}, {"a\u202efdp.exe", "afdp.exe"}, {"a\x00\n.pdf", "a.pdf"}, {"a\u200b.pdf", "a.pdf"},
		{"一\xff.pdf", "一.pdf"}, {"a:b*c?.txt", "a_b_c_.txt"}, {".htaccess", "htaccess"}, {"CON.txt", "_CON.txt"},
		{"㐀𠮷\u3000二.doc", "㐀𠮷 二.doc"}, {strings.Repeat("长", 100) + ".pdf", strings.Repeat("长", 65) + ".pdf"},
	} {
		if got := upload.Name(c.in); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzName(f *testing.F) {
	f.Add("通知 (1).pdf")
	f.Add(strings.Repeat("长", 80) + "." + strings.Repeat("x", 30))
	f.Add("con\\. .")
	f.Add(strings.Repeat("长", 66) + "x . " + strings.Repeat("x", 30))
	f.Fuzz(func(t *testing.T, s string) {
		name := upload.Name(s)
		if name == "" || len(name) > 200 || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\\x00\n\r\u202e") || upload.Name(name) != name {
			t.Fatalf("%q: %q, again %q", s, name, upload.Name(name))
		}
		kind, params, err := mime.ParseMediaType(upload.Disposition(s, false))
		if err != nil || kind != "attachment" || params["filename"] != name {
			t.Fatalf("%q: %s: %q %v", s, upload.Disposition(s, false), params, err)
		}
	})
}

func TestDisposition(t *testing.T) {
	for _, c := range []struct {
		name   string
		inline bool
		want   string
	}{
		{"a b.pdf", true, `inline; filename="a b.pdf"; filename*=UTF-8''a%20b.pdf`},
		{"通知(1).pdf", false, `attachment; filename="__(1).pdf"; filename*=UTF-8''%E9%80%9A%E7%9F%A5%281%29.pdf`},
		{"a\"\r\nX: y.pdf", false, `attachment; filename="a_X_ y.pdf"; filename*=UTF-8''a_X_%20y.pdf`},
	} {
		if got := upload.Disposition(c.name, c.inline); got != c.want {
			t.Errorf("%q: %s", c.name, got)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add("a.doc", compound(entry{name: "WordDocument", body: []byte{1}}))
	f.Add("a.pdf", []byte(pdf(packed("1 0 <</Type/Page>>"))))
	f.Add("a.zip", archive(f, plain("a.txt", "x")))
	f.Add("a.docx", office(f, "word/document.xml"))
	f.Add("a.xls", compound(entry{name: "Workbook", body: record(0x0a)}))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		v, err := upload.Inspect(name, bytes.NewReader(data), int64(len(data)), upload.Limits{})
		if err == nil && (v.Kind == "" || v.Media == "" || v.Name == "") {
			t.Fatalf("accepted as %+v", v)
		}
	})
}
