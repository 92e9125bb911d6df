# RabbitMQ from Debian's package with the interface of the official image: RABBITMQ_DEFAULT_USER, RABBITMQ_DEFAULT_PASS, /etc/rabbitmq/conf.d, /var/lib/rabbitmq.
FROM qujiang-local/debian:bookworm
RUN printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d \
    && apt-get update -q && apt-get install -y -q --no-install-recommends rabbitmq-server && rm -rf /var/lib/apt/lists/* /usr/sbin/policy-rc.d \
    && mkdir -p /etc/rabbitmq/conf.d && echo "[rabbitmq_management]." >/etc/rabbitmq/enabled_plugins
COPY rabbitmq-entrypoint /usr/local/bin/
VOLUME /var/lib/rabbitmq
EXPOSE 5672 15672
ENTRYPOINT ["rabbitmq-entrypoint"]
