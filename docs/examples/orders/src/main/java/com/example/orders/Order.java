package com.example.orders;

/** The event, such as {@code {"order": "42", "items": 3}}. A bean, since the runtime reads no records. */
public final class Order {
    private String order;
    private int items;

    public String getOrder() {
        return order;
    }

    public void setOrder(String order) {
        this.order = order;
    }

    public int getItems() {
        return items;
    }

    public void setItems(int items) {
        this.items = items;
    }
}
