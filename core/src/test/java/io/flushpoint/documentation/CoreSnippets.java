package io.flushpoint.documentation;

import io.flushpoint.AwaitTimeoutException;
import io.flushpoint.Body;
import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.HttpProtocol;
import io.flushpoint.HttpSender;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What the pages show of the core, compiled; {@link SnippetsTest} keeps the two equal. Not run. */
abstract class CoreSnippets {
    abstract void log(Object... what);

    abstract void later(SendRequest request);

    abstract void doSomethingElse();

    void callerDriven(SendRequest request) throws IOException, InterruptedException {
        // snippet:caller-driven
        try (CallerDrivenSender sender = HttpSender.createCallerDriven(SenderOptions.defaults())) {
            Delivery delivery = sender.send(request, DeliveryLevel.SENT); // as a rule written now, if connected
            doSomethingElse(); // nothing moves meanwhile: the loop stands still
            delivery.await(Duration.ofMillis(200)); // drives the loop
        }
        // end
    }

    void whatNext(HttpSender sender, SendRequest request) throws IOException, InterruptedException {
        // snippet:what-next
        Delivery delivery = sender.send(request, DeliveryLevel.SENT);
        try {
            delivery.await(Duration.ofMillis(500));
        } catch (AwaitTimeoutException e) {
            log("not known yet; the send goes on", delivery.receipt().level());
        } catch (SendException e) {
            switch (e.wireState()) {
                case NOTHING_WRITTEN -> later(request); // cannot duplicate it
                case PARTLY_WRITTEN -> log("the peer cannot have the whole request", e.failure(), e.status());
                case FULLY_WRITTEN -> log("the peer may have acted", e.failure());
            }
        }
        // end
    }

    void watched(SendRequest request) {
        // snippet:watched
        SenderListener listener = new SenderListener() {
            @Override
            public void onSettled(SendRequest sent, Receipt receipt, @Nullable SendException failure) {
                log(sent, receipt.level(), failure); // on the event loop: must not block
            }
        };
        SenderOptions options = SenderOptions.defaults()
                .listener(listener)
                .connectionsPerEndpoint(32)
                .queuedSendsPerEndpoint(2_000)
                .sendDeadline(Duration.ofSeconds(2));
        try (HttpSender sender = HttpSender.create(options)) {
            SendCallback callback = (receipt, failure) -> log(receipt.level(), failure); // on the event loop too
            try {
                sender.send(request, DeliveryLevel.SENT, callback);
            } catch (RejectedExecutionException e) {
                log("refused, and the callback is never called", e.getCause()); // the SendException
            }
        }
        // end
    }

    void report(HttpSender sender, SendRequest request) {
        // snippet:report
        sender.send(request).report().thenAccept(report -> {
            if (report.kind() == DeliveryReport.Kind.ANSWERED) {
                log("status", report.status().getAsInt());
            } else {
                log("no answer: the peer may or may not have acted", report.kind(), report.failure());
            }
        });
        // end
    }

    void excerpt(HttpSender sender, SendRequest request) {
        // snippet:excerpt
        SendRequest asking = request.keepHeaders("Retry-After").keepErrorContent(1_024);
        sender.send(asking).excerpt().thenAccept(excerpt -> {
            excerpt.header("Retry-After").ifPresent(value -> log("try again after", value));
            log("said", excerpt.status(), new String(excerpt.content(), StandardCharsets.UTF_8));
        });
        // end
    }

    SenderOptions bounds() {
        // snippet:bounds
        SenderOptions options =
                SenderOptions.defaults().connectionsPerEndpoint(32).sendDeadline(Duration.ofSeconds(2));
        // end
        return options;
    }

    SenderOptions tls() {
        // snippet:tls
        SenderOptions options = SenderOptions.defaults()
                .tls(TlsOptions.defaults()
                        .trustPem(Path.of("ca.pem")) // these authorities and no others
                        .clientPem(Path.of("client.pem"), Path.of("client-key.pem")));
        // end
        return options;
    }

    void templates(HttpSender sender, String counters, Path archive) {
        // snippet:templates
        SendRequest template = SendRequest.post("https://metrics.example.com/v1/counters")
                .header("Authorization", "Bearer token")
                .timeout(Duration.ofSeconds(2));
        sender.send(template.json(counters).gzip());
        sender.send(
                template.body(Body.file(archive), "application/octet-stream").replayable());
        // end
    }

    void byProxy(String password) {
        // snippet:proxies
        Proxies proxies = Proxies.of(Proxy.http("proxy.example.com", 3128).credentials("orders", password))
                .except("localhost,.internal,10.0.0.0/8");
        HttpSender byProxy = HttpSender.create(SenderOptions.defaults().proxies(proxies));
        // end
        byProxy.close();
    }

    void http2() {
        HttpSender http2 =
                // snippet:http2
                HttpSender.create(SenderOptions.defaults().protocol(HttpProtocol.AUTO));
        // end
        http2.close();
    }

    void preconnect(HttpSender sender) {
        // snippet:preconnect
        sender.preconnect(URI.create("https://metrics.example.com"))
                .whenComplete((receipt, failure) -> log(failure == null ? receipt.timings() : failure));
        // end
    }
}
