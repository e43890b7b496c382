# One of the suite's processes, from what `./mvnw package` has built. SERVICE names its folder; see docker-compose.yml.
# JAVA_IMAGE is any image with a Java 25 runtime in its path, bash, and a user "rehome" whose home is /var/lib/rehome;
# e2e/docker-ground.sh builds rehome/java:25 from this machine's JDK.
ARG JAVA_IMAGE=rehome/java:25
FROM ${JAVA_IMAGE}
ARG SERVICE
# The jar to run, in the service's target folder; .dockerignore lets only what it needs of that folder through.
ARG JAR=quarkus-app/quarkus-run.jar
COPY ${SERVICE}/target/ /opt/rehome/
ENV REHOME_JAR=/opt/rehome/${JAR} REHOME_DATA=/var/lib/rehome
# A service that has no memory left ends and is started again. The shell gives way to Java, which so gets the signal to stop.
ENTRYPOINT ["bash", "-c", "exec java -XX:MaxRAMPercentage=60 -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -jar \"$REHOME_JAR\""]
