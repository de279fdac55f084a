#pragma once
#include <microhttpd.h>
#include <stdint.h>

/* Swift cannot call variadic functions, and libmicrohttpd's start and info functions are. */

/* What a daemon is started with; key and certificate are PEM texts, or NULL for plain HTTP. */
struct CMicroHTTPD_Settings {
  int listen_socket;
  unsigned int connection_limit;
  size_t connection_memory;
  const char *key;
  const char *certificate;
  void *context;
  MHD_AcceptPolicyCallback accepts;
  MHD_AccessHandlerCallback handles;
  MHD_RequestCompletedCallback completed;
  MHD_NotifyConnectionCallback connection_changed;
  void *(*begins) (void *context, const char *uri, struct MHD_Connection *connection);
  size_t (*unescapes) (void *context, struct MHD_Connection *connection, char *text);
};

/* Starts a daemon that its owner drives with MHD_run. */
static inline struct MHD_Daemon *
CMicroHTTPD_start (const struct CMicroHTTPD_Settings *s)
{
  unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
  struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, 0 } };
  struct MHD_OptionItem tls[] = {
    { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *) s->key },
    { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *) s->certificate },
    { MHD_OPTION_END, 0, 0 }
  };
  if (0 != s->key)
    flags |= MHD_USE_TLS;
  return MHD_start_daemon (
    flags, 0, s->accepts, s->context, s->handles, s->context,
    MHD_OPTION_LISTEN_SOCKET, s->listen_socket,
    MHD_OPTION_CONNECTION_LIMIT, s->connection_limit,
    MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->connection_memory,
    MHD_OPTION_NOTIFY_COMPLETED, s->completed, s->context,
    MHD_OPTION_NOTIFY_CONNECTION, s->connection_changed, s->context,
    MHD_OPTION_URI_LOG_CALLBACK, s->begins, s->context,
    MHD_OPTION_UNESCAPE_CALLBACK, s->unescapes, s->context,
    MHD_OPTION_ARRAY, (0 != s->key) ? tls : none,
    MHD_OPTION_END);
}

/* What connection_changed stored for the connection. */
static inline void *
CMicroHTTPD_context (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info
    = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return (0 != info) ? info->socket_context : 0;
}

/* The connection's socket, or -1. */
static inline int
CMicroHTTPD_socket (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info
    = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return (0 != info) ? info->connect_fd : -1;
}

/* The peer's address, or NULL. */
static inline const struct sockaddr *
CMicroHTTPD_address (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info
    = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return (0 != info) ? info->client_addr : 0;
}

/* Sends a body without chunks, up to the end of the connection. */
static inline void
CMicroHTTPD_without_chunks (struct MHD_Response *response)
{
  (void) MHD_set_response_options (response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
}

/* The descriptor that is readable when MHD_run has something to do, or -1. */
static inline int
CMicroHTTPD_epoll (struct MHD_Daemon *daemon)
{
  const union MHD_DaemonInfo *info = MHD_get_daemon_info (daemon, MHD_DAEMON_INFO_EPOLL_FD);
  return (0 != info) ? info->epoll_fd : -1;
}
