package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"gongkai/store"
)

// Postgres is the address of a fresh PostgreSQL database. The first call of a
// test binary starts a server of its own from Debian's package, on a free port
// of the loopback and as durable as in earnest (fsync, checksums); it ends
// with the binary, however that ends, and its folder is removed.
//
// The test is skipped where PostgreSQL is not installed, or fails there when
// GONGKAI_NEED_ALL=1.
func Postgres(t testing.TB) string {
	t.Helper()
	return fresh(t, template)
}

// EmptyPostgres is [Postgres] without the tables: for tests that bring them up
// to date.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	return fresh(t, "template0")
}

func fresh(t testing.TB, from string) string {
	t.Helper()
	c, err := theCluster()
	if errors.Is(err, errNoPostgres) && os.Getenv("GONGKAI_NEED_ALL") != "1" {
		t.Skip("PostgreSQL is not installed: install Debian's package postgresql to run this test")
	}
	if err != nil {
		t.Fatal(err)
	}
	name, err := c.database(context.Background(), from)
	if err != nil {
		t.Fatal(err)
	}
	return c.address(name)
}

var errNoPostgres = errors.New("no PostgreSQL under /usr/lib/postgresql")

// cluster is a running server.
type cluster struct {
	port int

	mu   sync.Mutex
	last int // database given out last
}

var theCluster = sync.OnceValues(start)

// template is a database with the tables in it; fresh ones are copies.
const template = "gongkai_template"

func (c *cluster) address(database string) string {
	return (&url.URL{Scheme: "postgres", User: url.User("postgres"), Host: "127.0.0.1:" + strconv.Itoa(c.port),
		Path: "/" + database, RawQuery: "sslmode=disable"}).String()
}

func (c *cluster) database(ctx context.Context, from string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	name := "gongkai_" + strconv.Itoa(c.last)
	// To copy the files takes a third of the time of logging each page.
	return name, c.run(ctx, "create database "+name+" template "+from+" strategy file_copy")
}

func (c *cluster) run(ctx context.Context, text string) error {
	conn, err := pgx.Connect(ctx, c.address("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, text)
	return err
}

// keeper runs the server and, when the test binary closes its end of the pipe
// by ending, stops it and removes the folder.
const keeper = `"$1"/postgres -D "$2/data" -p "$3" >"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null
wait $server
cd / && rm -rf "$2"`

// keeperPipe stays open as long as the test binary lives; nothing reads it.
//
//lint:ignore U1000 being reachable is its use
var keeperPipe *os.File

func start() (*cluster, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		return nil, errNoPostgres
	}
	bin := found[len(found)-1]
	as, err := account()
	if err != nil {
		return nil, err
	}
	dir, err := folder()
	if err != nil {
		return nil, err
	}
	if as != nil {
		if err := os.Chown(dir, int(as.Uid), int(as.Gid)); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "--pgdata="+data, "--data-checksums", "--auth=trust",
		"--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions")
	initdb.Dir = dir
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	if out, err := initdb.CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	settings := fmt.Sprintf("listen_addresses = '127.0.0.1'\nunix_socket_directories = '%s'\nfsync = on\n"+
		"max_connections = 200\nshared_buffers = 64MB\nautovacuum = off\n", dir)
	conf, err := os.OpenFile(filepath.Join(data, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	_, err = conf.WriteString(settings)
	if err = errors.Join(err, conf.Close()); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	keep := exec.Command("/bin/sh", "-c", keeper, "keeper", bin, dir, strconv.Itoa(port))
	keep.Dir, keep.Stdin = dir, read
	keep.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setsid: true}
	if err := keep.Start(); err != nil {
		return nil, err
	}
	read.Close()
	keeperPipe = write
	c := &cluster{port: port}
	if err := c.wait(dir); err != nil {
		return nil, err
	}
	return c, c.fill()
}

// account is who the server runs as: PostgreSQL refuses to run as root. nil
// for oneself.
func account() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (c *cluster) wait(dir string) error {
	var err error
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if err = c.run(context.Background(), "select 1"); err == nil {
			return nil
		}
	}
	log, _ := os.ReadFile(filepath.Join(dir, "log")) // what there is of it only helps
	return fmt.Errorf("PostgreSQL did not start: %w: %s", err, bytes.TrimSpace(log))
}

func (c *cluster) fill() error {
	ctx := context.Background()
	if err := c.run(ctx, "create database "+template); err != nil {
		return err
	}
	s, err := store.Open(ctx, c.address(template))
	if err != nil {
		return err
	}
	return s.Close()
}
