FROM postgres:18
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-18-pgtap \
 && rm -rf /var/lib/apt/lists/*
