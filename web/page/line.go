package page

import (
	"context"
	"io"
	"net"
)

// line is a visitor's connection. net/http writes an answer through a buffer of 4 kB: the head with the first
// bytes of the page, then the rest, each a call to the system that wakes the reader up. That is half of what a
// page from the cache costs, so the cache has the first piece held and sent with the second.
//
// The server's goroutine writes one answer at a time, so nothing here needs a lock.
type line struct {
	*net.TCPConn
	holding bool
	held    []byte
}

// Listener accepts connections on which pages from a Cache go out in one piece; see ConnContext.
func Listener(l net.Listener) net.Listener { return lines{l} }

type lines struct{ net.Listener }

func (l lines) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok && err == nil {
		return &line{TCPConn: tcp}, nil
	}
	return c, err
}

type lineKey struct{}

// ConnContext is for http.Server: it lets handlers know the connections of a Listener.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	if l, ok := c.(*line); ok {
		return context.WithValue(ctx, lineKey{}, l)
	}
	return ctx
}

// whole runs write, which writes the body of an answer, and holds back what comes before its last piece. A full
// buffer is written only because more follows, in write itself or when net/http ends the answer, so what is held
// never stays behind. A nil line only runs write.
func (l *line) whole(write func()) {
	if l == nil {
		write()
		return
	}
	l.holding = true
	write()
	l.holding = false
}

func (l *line) Write(p []byte) (int, error) {
	if l.holding && len(l.held) == 0 {
		l.held = append(l.held, p...)
		return len(p), nil
	}
	if len(l.held) == 0 {
		return l.TCPConn.Write(p)
	}
	pieces := net.Buffers{l.held, p}
	before := int64(len(l.held))
	n, err := pieces.WriteTo(l.TCPConn)
	l.held = l.held[:0]
	breathe()
	return int(max(n-before, 0)), err
}

// release sends what is held.
func (l *line) release() error {
	if len(l.held) == 0 {
		return nil
	}
	_, err := l.TCPConn.Write(l.held)
	l.held = l.held[:0]
	return err
}

func (l *line) ReadFrom(r io.Reader) (int64, error) {
	if err := l.release(); err != nil {
		return 0, err
	}
	return l.TCPConn.ReadFrom(r)
}

func (l *line) CloseWrite() error {
	if err := l.release(); err != nil {
		return err
	}
	return l.TCPConn.CloseWrite()
}
