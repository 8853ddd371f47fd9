package main

import (
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
	"syscall"

	"github.com/jackc/pgx/v5"
)

// postgres is a server of our own, from Debian's package with its defaults.
type postgres struct {
	address string // host:port
	process *process
}

// startPostgres starts a server on a free port of the loopback; its data lies
// in the folder and is there again next time.
func (b *bench) startPostgres(ctx context.Context, dir string) (*postgres, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		return nil, errors.New("no PostgreSQL under /usr/lib/postgresql: install Debian's package postgresql")
	}
	bin := found[len(found)-1]
	as, err := postgresAccount()
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); err != nil {
		if err := os.MkdirAll(data, 0o700); err != nil {
			return nil, err
		}
		if as != nil {
			if err := os.Chown(data, int(as.Uid), int(as.Gid)); err != nil {
				return nil, err
			}
		}
		initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "--pgdata="+data, "--data-checksums", "--auth=trust",
			"--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions")
		initdb.Dir = data
		initdb.SysProcAttr = &syscall.SysProcAttr{Credential: as}
		if out, err := initdb.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("initdb: %w: %s", err, out)
		}
	}
	address, err := freePort()
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, "postgres.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", port,
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=")
	cmd.Dir, cmd.Stdout, cmd.Stderr = data, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	s := &postgres{address: address}
	if s.process, err = b.start(cmd, syscall.SIGINT); err != nil {
		return nil, err
	}
	return s, s.process.until(ctx, func() error { return s.run(ctx, "select 1") })
}

// postgresAccount is who the server runs as: it refuses to run as root. nil
// for oneself.
func postgresAccount() (*syscall.Credential, error) {
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

func (s *postgres) in(database string) string {
	return (&url.URL{Scheme: "postgres", User: url.User("postgres"), Host: s.address, Path: "/" + database,
		RawQuery: "sslmode=disable"}).String()
}

// database is the address of the database of the name, made if it is not
// there; anew makes it empty in any case.
func (s *postgres) database(ctx context.Context, name string, anew bool) (string, error) {
	if anew {
		if err := s.run(ctx, "drop database if exists "+name); err != nil {
			return "", err
		}
	}
	conn, err := pgx.Connect(ctx, s.in("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	var there bool
	if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&there); err != nil {
		return "", err
	}
	if !there {
		_, err = conn.Exec(ctx, "create database "+name)
	}
	return s.in(name), err
}

func (s *postgres) run(ctx context.Context, text string) error {
	conn, err := pgx.Connect(ctx, s.in("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, text)
	return err
}

func (s *postgres) version(ctx context.Context) (string, error) {
	conn, err := pgx.Connect(ctx, s.in("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	var v string
	return v, conn.QueryRow(ctx, "select current_setting('server_version')").Scan(&v)
}
