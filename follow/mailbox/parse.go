package mailbox

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/affairs/text"
	"gongkai/paper/richtext"
	"gongkai/store"
)

// What is read of a message.
const (
	maxHeader = 256 << 10
	maxText   = 512 << 10 // bytes of all text
	maxShown  = 100_000   // characters of it that are kept
	maxParts  = 200
	maxDepth  = 8
	maxFiles  = 20
)

func init() { message.CharsetReader = charsetReader }

// charsetReader reads any charset; one that is unknown is guessed.
func charsetReader(charset string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(charset)
	name := ""
	if err == nil {
		name, _ = htmlindex.Name(e)
	}
	switch {
	case name == "gbk" || name == "gb18030":
		// Mail that says GB2312 or GBK often holds what only GB18030 has.
		return simplifiedchinese.GB18030.NewDecoder().Reader(r), nil
	case err != nil || name == "replacement" || e == encoding.Nop:
		b, err := io.ReadAll(io.LimitReader(r, maxText))
		return strings.NewReader(guess(b)), err
	}
	return e.NewDecoder().Reader(r), nil
}

// guess is text in an unknown charset: UTF-8 if it can be, else GB18030.
func guess(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "�")
	}
	return string(s)
}

// letter is what a message says.
type letter struct {
	sender, name string // an address in small letters, "" if there is none
	subject      string
	text         string
	id           string   // its Message-ID
	to           []string // every address it was sent to, as far as it says
	answers      []string // the Message-IDs it answers
	automatic    bool
	bounces      []store.Bounce
	reports      []store.MailReport
	files        []file
	notes        []string // what of it was not kept
}

type file struct {
	name string
	data []byte
}

// parse reads a message. It never fails: of one that cannot be read at all
// the note remains.
func parse(raw []byte) (l letter) {
	defer func() {
		// The message is a stranger's and the readers are not ours: whatever
		// one makes them do, the next message is read.
		if r := recover(); r != nil {
			l.notes = append(l.notes, "来信的格式有误，内容没有读出，请查看原件")
		}
	}()
	e, err := message.ReadWithOptions(bytes.NewReader(raw), &message.ReadOptions{MaxHeaderBytes: maxHeader})
	if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		l.notes = append(l.notes, "来信的格式有误，内容没有读出，请查看原件")
		l.text = sound(guess(raw[:min(len(raw), 4096)]))
		return l
	}
	l.heading(e.Header)
	w := &walk{letter: &l, left: maxText}
	w.part(e, 0)
	l.text = w.plain.String()
	if strings.TrimSpace(l.text) == "" {
		l.text = w.rich.String()
	}
	l.text = strings.TrimSpace(l.text)
	if r := []rune(l.text); len(r) > maxShown {
		l.text = string(r[:maxShown])
		w.cut = true
	}
	if w.cut {
		l.notes = append(l.notes, "来信太长，只保留了前面一部分，全文请查看原件")
	}
	if w.report {
		l.automatic = true
		if w.failed != "" {
			ids := w.about
			if len(ids) == 0 {
				ids = l.answers
			}
			for _, id := range ids {
				l.bounces = append(l.bounces, store.Bounce{MessageID: local(id), Why: oneLine(w.failed, 500)})
			}
		}
		l.reports = w.reported()
	}
	return l
}

var messageID = regexp.MustCompile(`<([^<>\s]{1,250})>`)

func ids(s string) []string {
	var list []string
	for _, m := range messageID.FindAllStringSubmatch(s, 100) {
		list = append(list, m[1])
	}
	return list
}

// local is a Message-ID before its @.
func local(id string) string {
	id, _, _ = strings.Cut(id, "@")
	return id
}

// field is a header field with its encoded words read.
func field(h message.Header, key string) string {
	s, err := h.Text(key)
	if err != nil {
		s = h.Get(key)
	}
	return oneLine(s, 1000)
}

func (l *letter) heading(h message.Header) {
	l.subject = oneLine(field(h, "Subject"), 300)
	mh := mail.Header{Header: h}
	if list, err := mh.AddressList("From"); err == nil && len(list) > 0 {
		l.sender, l.name = strings.ToLower(oneLine(list[0].Address, 254)), oneLine(list[0].Name, 100)
	} else if m := looseAddress.FindString(h.Get("From")); m != "" {
		l.sender = strings.ToLower(m)
	}
	if list := ids(h.Get("Message-Id")); len(list) > 0 {
		l.id = oneLine(list[0], 250)
	}
	for _, key := range []string{"In-Reply-To", "References"} {
		l.answers = append(l.answers, ids(h.Get(key))...)
	}
	for _, key := range []string{"To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To"} {
		for f := h.FieldsByKey(key); f.Next(); {
			l.to = append(l.to, looseAddress.FindAllString(f.Value(), 100)...)
		}
	}
	l.automatic = automatic(h, l)
}

var looseAddress = regexp.MustCompile(`[^\s<>,;:"()]{1,200}@[^\s<>,;:"()]{1,200}`)

// automatic says whether the message was written by a machine (RFC 3834, and
// what servers do that do not know it).
func automatic(h message.Header, l *letter) bool {
	if s := strings.ToLower(h.Get("Auto-Submitted")); s != "" && !strings.HasPrefix(strings.TrimSpace(s), "no") {
		return true
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Precedence"))) {
	case "bulk", "junk", "list", "auto_reply":
		return true
	}
	for _, key := range []string{"X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id"} {
		if h.Has(key) {
			return true
		}
	}
	if h.Has("Return-Path") && strings.Trim(strings.TrimSpace(h.Get("Return-Path")), "<>") == "" {
		return true
	}
	name := local(l.sender)
	return name == "mailer-daemon" || name == "postmaster" || strings.HasPrefix(l.subject, "自动回复")
}

// walk goes through the parts of a message.
type walk struct {
	*letter
	plain, rich strings.Builder
	left        int64 // bytes of text that may still be read
	parts       int
	cut         bool
	report      bool     // multipart/report
	failed      string   // why a delivery failed; "" if none did
	about       []string // the Message-IDs reported about
	became      []store.MailReport
}

// note keeps a sentence once.
func (w *walk) note(s string) {
	for _, n := range w.notes {
		if n == s {
			return
		}
	}
	if len(w.notes) < 30 {
		w.notes = append(w.notes, s)
	}
}

func (w *walk) part(e *message.Entity, depth int) {
	if w.parts++; w.parts > maxParts || depth > maxDepth {
		w.note("来信的部分太多或者层次太深，没有全部读出，请查看原件")
		return
	}
	kind, params, err := e.Header.ContentType()
	if err != nil || kind == "" {
		kind = "text/plain"
	}
	if r := e.MultipartReader(); r != nil {
		if kind == "multipart/report" && reports[strings.ToLower(params["report-type"])] {
			w.report = true
		}
		for w.parts <= maxParts {
			p, err := r.NextPart()
			if p == nil {
				if !errors.Is(err, io.EOF) {
					w.note("来信没有完整收到或者格式有误，请查看原件")
				}
				return
			}
			w.part(p, depth+1)
		}
		w.note("来信的部分太多或者层次太深，没有全部读出，请查看原件")
		return
	}
	disposition, dparams, _ := e.Header.ContentDisposition() // one that is broken says nothing
	name := dparams["filename"]
	if name == "" {
		name = params["name"]
	}
	switch {
	case w.report && kind == "message/delivery-status":
		w.status(e.Body)
	case w.report && kind == "message/disposition-notification":
		w.disposition(e.Body)
	case w.report && (kind == "message/rfc822" || kind == "text/rfc822-headers" || kind == "message/rfc822-headers"):
		if h, err := textproto.NewReader(bufio.NewReader(io.LimitReader(e.Body, maxHeader))).ReadMIMEHeader(); h != nil {
			w.about = append(w.about, ids(h.Get("Message-Id"))...)
		} else if err != nil {
			w.note("退信报告的格式有误，请查看原件")
		}
	case name == "" && disposition != "attachment" && kind == "text/plain":
		w.write(&w.plain, e.Body, false)
	case name == "" && disposition != "attachment" && kind == "text/html":
		w.write(&w.rich, e.Body, true)
	case kind == "message/rfc822":
		w.note("附有另一封邮件，请查看原件")
	case name != "":
		w.attach(decoded(name), e.Body)
	default:
		w.note(fmt.Sprintf("有一部分内容（%s）没有文件名，未收，请查看原件", oneLine(kind, 100)))
	}
}

func (w *walk) write(to *strings.Builder, r io.Reader, html bool) {
	b, err := io.ReadAll(io.LimitReader(r, w.left+1))
	if int64(len(b)) > w.left {
		b, w.cut = b[:w.left], true
	}
	w.left -= int64(len(b))
	if err != nil {
		w.note("来信没有完整收到或者格式有误，请查看原件")
	}
	s := sound(guess(b))
	if html {
		clean, err := richtext.Clean(s)
		if err != nil {
			w.note("来信的网页格式没有读出，请查看原件")
			return
		}
		s = richtext.Plain(clean)
	}
	if to.Len() > 0 {
		to.WriteString("\n\n")
	}
	to.WriteString(s)
}

func (w *walk) attach(name string, r io.Reader) {
	if len(w.files) >= maxFiles {
		w.note(fmt.Sprintf("附件超过 %d 个，其余未收，请查看原件", maxFiles))
		return
	}
	data, err := io.ReadAll(r) // of a message already in memory
	if err != nil {
		w.note(fmt.Sprintf("附件“%s”没有完整收到，未收", name))
		return
	}
	w.files = append(w.files, file{name, data})
}

// decoded is a file name with its encoded words read, if it has any.
func decoded(name string) string {
	h := message.Header{}
	h.Set("X", name)
	return field(h, "X")
}

// oneLine is s as one sound line of at most max characters.
func oneLine(s string, max int) string {
	s = strings.Join(strings.Fields(sound(guess([]byte(s)))), " ")
	if r := []rune(s); len(r) > max {
		s = string(r[:max])
	}
	return s
}

// sound is s without what affairs/text refuses: a stranger's mail is not sent
// back for it.
func sound(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	if text.Sound(s) == nil {
		return s
	}
	return strings.Map(func(r rune) rune {
		if text.Sound(string(r)) != nil {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}
