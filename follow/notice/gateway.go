package notice

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/request"
	"gongkai/store"
)

var (
	// ErrGateway refuses the address of a gateway for SMS.
	ErrGateway = errors.New("短信网关应写成 https://主机/路径，不带用户名和口令；本机上的转接程序可以写 http://127.0.0.1:端口/路径")
	// ErrGatewayKey refuses a key anybody could guess.
	ErrGatewayKey = errors.New("短信网关的密钥至少要有 16 个字符")
)

// Gateway is where messages by SMS are handed in: the city's provider, or a
// program that translates for it. docs/sms.md is its contract.
type Gateway struct {
	address string
	reports string // where reports of delivery are asked for; "" for nowhere
	key     []byte
	// Sign is the signature (短信签名) the provider has registered, without
	// brackets; "" if the other side adds its own.
	Sign     string
	patience time.Duration // how long an answer is waited for
}

// ParseGateway reads the address of a gateway and the key both sides share;
// blanks around the key are none of it. Errors: [ErrGateway], [ErrGatewayKey],
// which repeat nothing of either.
func ParseGateway(address, key, sign string) (Gateway, error) {
	if !mayHand(address) {
		return Gateway{}, ErrGateway
	}
	if key = strings.TrimSpace(key); len(key) < 16 {
		return Gateway{}, ErrGatewayKey
	}
	return Gateway{address: address, key: []byte(key), Sign: strings.Trim(strings.TrimSpace(sign), "【】"), patience: 20 * time.Second}, nil
}

// mayHand says whether what is nobody else's business may be sent to the address.
func mayHand(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Hostname() != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()))
}

// Reporting is the gateway, which also says at the address what became of the
// messages it took. Errors: [ErrGateway].
func (g Gateway) Reporting(address string) (Gateway, error) {
	if !mayHand(address) {
		return g, ErrGateway
	}
	g.reports = address
	return g, nil
}

// Reports says whether the gateway says what became of messages.
func (g Gateway) Reports() bool { return g.reports != "" }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Signature is the header that proves who hands in a message: the word sha256=
// and the HMAC-SHA256 of the body in hexadecimal.
const Signature = "X-Gongkai-Signature"

// handedIn is the body of a message as it is handed in.
type handedIn struct {
	ID   string `json:"id"`   // the same however often it is tried
	To   string `json:"to"`   // eleven digits
	Text string `json:"text"` // without the signature
	Sign string `json:"sign"`
}

var (
	// errUntaken is what a gateway said that did not take a message although
	// another try may.
	errUntaken = errors.New("gateway")
	// errRefused is what a gateway said that will never take it.
	errRefused = errors.New("gateway refused")
)

// untaken is a gateway's wish to be tried later.
type untaken struct {
	err   error
	after time.Duration // 0 if it did not say
}

func (u untaken) Error() string { return u.err.Error() }
func (u untaken) Unwrap() error { return u.err }

// again is the statuses that are about us or about now, and not about the
// message: a wrong key or address would else lose every one of them.
var again = map[int]bool{
	http.StatusUnauthorized: true, http.StatusNotFound: true, http.StatusMethodNotAllowed: true, http.StatusProxyAuthRequired: true,
	http.StatusRequestTimeout: true, http.StatusTooEarly: true, http.StatusTooManyRequests: true,
}

const (
	mostAnswer = 4 << 10 // bytes
	mostAfter  = 24 * time.Hour
)

// hand hands a message in. Errors: errRefused for what will never be taken;
// any other is worth another try. None names the address or the number.
func (g Gateway) hand(ctx context.Context, m store.Mail) error {
	status, said, header, err := g.post(ctx, g.address, handedIn{ID: m.MessageID, To: m.Recipient, Text: m.Body, Sign: g.Sign}, mostAnswer)
	if err != nil {
		return err
	}
	if status/100 == 2 {
		return nil // taken, however its answer ended
	}
	words := strconv.Itoa(status)
	if s := strings.TrimSpace(string(said)); s != "" && !strings.HasPrefix(s, "<") {
		words += " " + strings.ReplaceAll(s, m.Recipient, request.MaskMobile(m.Recipient))
	}
	if status/100 == 4 && !again[status] {
		return fmt.Errorf("%w: %s", errRefused, words)
	}
	u := untaken{err: fmt.Errorf("%w: %s", errUntaken, words)}
	if n, err := strconv.Atoi(header.Get("Retry-After")); err == nil && n > 0 {
		u.after = min(time.Duration(n)*time.Second, mostAfter)
	}
	return u
}

// post sends the gateway something signed with the key, and gives its answer up
// to so many bytes, none of one that broke off. Errors: errUntaken where there
// was no answer.
func (g Gateway) post(ctx context.Context, address string, words any, most int64) (status int, said []byte, header http.Header, err error) {
	body, err := json.Marshal(words)
	if err != nil {
		return 0, nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, g.patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, ErrGateway
	}
	mac := hmac.New(sha256.New, g.key)
	mac.Write(body)
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set(Signature, "sha256="+hex.EncodeToString(mac.Sum(nil)))
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		var where *url.Error
		if errors.As(err, &where) {
			err = where.Err // the address may hold a secret
		}
		return 0, nil, nil, fmt.Errorf("%w: %w", errUntaken, err)
	}
	said, err = io.ReadAll(io.LimitReader(answer.Body, most))
	_ = answer.Body.Close() // only read
	if err != nil {
		said = nil
	}
	return answer.StatusCode, said, answer.Header, nil
}
