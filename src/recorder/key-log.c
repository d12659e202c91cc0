/*
 * Preloaded into a program that has no way of its own to write down its TLS
 * secrets: each SSL_CTX it makes gets OpenSSL's key log callback, which appends
 * to the file that SSLKEYLOGFILE names, in the format of NSS.
 * See SSL_CTX_set_keylog_callback(3).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

typedef void (*callback)(const void *ssl, const char *line);

static void keep(const void *ssl, const char *line)
{
    (void)ssl;
    const char *path = getenv("SSLKEYLOGFILE");
    int file = path ? open(path, O_WRONLY | O_APPEND) : -1;
    if (file < 0)
        return;
    /* One call, so that two processes never mix their lines. */
    struct iovec parts[] = {{(void *)line, strlen(line)}, {"\n", 1}};
    if (writev(file, parts, 2) < 0)
        abort(); /* Better no recording than one without its secrets. */
    close(file);
}

void *SSL_CTX_new(const void *method)
{
    void *(*real)(const void *) = dlsym(RTLD_NEXT, "SSL_CTX_new");
    void (*set)(void *, callback) = dlsym(RTLD_NEXT, "SSL_CTX_set_keylog_callback");
    void *context = real(method);
    if (context && set)
        set(context, keep);
    return context;
}
