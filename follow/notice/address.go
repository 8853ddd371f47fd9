package notice

import (
	"errors"
	"net/mail"
	"regexp"
	"strings"
)

// ErrSender refuses who the platform should write as.
var ErrSender = errors.New("发件地址应写成 name@example.gov.cn 或 名称 <name@example.gov.cn>")

// Sender is who the platform writes as, and where answers go.
type Sender struct {
	Name    string // "" for none
	Address string
	// Subject puts the secret of the thread into the subject: for servers that
	// know no name+extension@domain. Else it stands in the address to answer.
	Subject bool
}

// ParseSender reads "长春市政务公开 <disclosure@example.gov.cn>". Errors:
// [ErrSender].
func ParseSender(s string) (Sender, error) {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return Sender{}, ErrSender
	}
	return Sender{Name: a.Name, Address: a.Address}, nil
}

func (s Sender) parts() (local, domain string) {
	at := strings.LastIndexByte(s.Address, '@')
	return s.Address[:at], s.Address[at+1:]
}

// mark is a thing as it stands in an address: "r2026-000017" for
// "request/2026-000017". It is for people; the token alone leads back.
func mark(thing string) string {
	kind, id, _ := strings.Cut(thing, "/")
	if kind == "" {
		return id
	}
	return kind[:1] + id
}

// ReplyTo is the address answers about the thing go to.
func (s Sender) ReplyTo(thing, token string) string {
	if s.Subject {
		return s.Address
	}
	local, domain := s.parts()
	return local + "+" + mark(thing) + "." + token + "@" + domain
}

// SubjectOf is the subject as sent.
func (s Sender) SubjectOf(subject, thing, token string) string {
	if !s.Subject {
		return subject
	}
	_, id, _ := strings.Cut(thing, "/")
	return subject + " [" + id + "·" + token + "]"
}

// Mine says whether an address is the sender's own, with or without an
// extension.
func (s Sender) Mine(address string) bool {
	local, domain := s.parts()
	name, at, ok := strings.Cut(strings.ToLower(address), "@")
	name, _, _ = strings.Cut(name, "+")
	return ok && name == strings.ToLower(local) && at == strings.ToLower(domain)
}

var (
	inAddress = regexp.MustCompile(`\+[a-z][a-z0-9.-]*\.([a-z2-7]{16})@`)
	inSubject = regexp.MustCompile(`\[[^\[\]]*·([a-z2-7]{16})\]`)
)

// Tokens is the secrets of threads that an answer may carry: in the addresses
// it was sent to, and in its subject. Mail servers may have changed capitals.
func Tokens(addresses []string, subject string) []string {
	var list []string
	for _, a := range addresses {
		for _, m := range inAddress.FindAllStringSubmatch(strings.ToLower(a), -1) {
			list = append(list, m[1])
		}
	}
	for _, m := range inSubject.FindAllStringSubmatch(strings.ToLower(subject), -1) {
		list = append(list, m[1])
	}
	return list
}
