package io.flushpoint.benchmarks.migrating;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import java.time.Duration;

final class WithFlushpoint extends Migration {
    @Override
    void post(String url, String token, String counters) {
        // snippet:migrating-answered
        HttpSender sender = HttpSender.create(
                SenderOptions.defaults().connectDeadline(Duration.ofSeconds(1)));

        SendRequest request = SendRequest.post(url)
                .header("Authorization", token)
                .json(counters)
                .timeout(Duration.ofSeconds(2));
        sender.send(request, DeliveryLevel.ANSWERED, (receipt, failure) -> {
            if (failure == null) {
                log("status", receipt.status().getAsInt());
            } else {
                log("failed", failure.failure(), failure.wireState()); // may bytes have left?
            }
        });
        // end
        logged().thenRun(sender::close);
    }
}
